/** The heading of each column, by the name that its value has in the code. */
export type Columns = Readonly<Record<string, string>>
