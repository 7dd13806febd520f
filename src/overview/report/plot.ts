import { BarChart } from 'echarts/charts'
import { GridComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { colours, typeface } from '../../documents/page/style.ts'
import type { Plot } from './report.ts'
import { type Shape, toShape } from './shapes.ts'

use([BarChart, GridComponent, SVGRenderer])

/** Draws a plot of a size in points: the library says where everything stands, and nothing of it is read back from a picture. */
export function drawPlot({ bars, direction }: Plot, width: number, height: number): Shape[] {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height })
  try {
    const across = direction === 'across'
    const names = {
      type: 'category' as const,
      data: bars.map(({ name }) => name),
      inverse: across,
      axisTick: { show: false },
      axisLine: { show: !across, lineStyle: { color: colours.line } },
      axisLabel: {
        ...text,
        interval: 0,
        width: across ? nameWidth : width / bars.length - 4,
        overflow: 'break' as const,
      },
    }
    const lengths = {
      type: 'value' as const,
      show: false,
      max: Math.max(1, ...bars.map(({ length }) => length)),
    }
    chart.setOption({
      animation: false,
      grid: across
        ? { left: nameWidth + 10, right: 34, top: 2, bottom: 2, containLabel: false }
        : { left: 4, right: 4, top: 30, bottom: 30, containLabel: false },
      xAxis: across ? lengths : names,
      yAxis: across ? names : lengths,
      series: [
        {
          type: 'bar',
          silent: true,
          barWidth: across ? '62%' : '48%',
          itemStyle: { color: colours.bar },
          data: bars.map(({ length, label }) => ({
            value: length,
            label: {
              show: true,
              position: across ? 'right' : 'top',
              formatter: across ? label : inTwo(label),
              ...text,
            },
          })),
        },
      ],
    })
    return chart.getZr().storage.getDisplayList(true).map(toShape)
  } finally {
    chart.dispose()
  }
}

const nameWidth = 116

const text = {
  color: colours.text,
  fontFamily: typeface,
  fontSize: 8.5,
  textBorderWidth: 0,
}

/** A long label on two lines, so that it does not run into that of the next bar. */
function inTwo(label: string): string {
  const space = label.lastIndexOf(' ', label.length / 2 + 3)
  return label.length > 12 && space > 0 ? `${label.slice(0, space)}\n${label.slice(space + 1)}` : label
}
