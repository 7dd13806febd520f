import { startTestServer } from './test-server.ts'

await startTestServer()
