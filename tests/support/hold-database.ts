import { startEmbeddedPostgres } from '@/lib/adapters/database/embedded/start'

// A program of its own for tests of what happens when the program that uses the database dies: starts the database of the
// folder given, prints what it got as one line of JSON, and holds on until standard input ends.
startEmbeddedPostgres({ dataDir: process.argv[2] ?? '' }).then(
  (server) => {
    console.log(JSON.stringify({ url: server.url, pid: server.pid, adopted: server.adopted }))
    process.stdin.on('end', () => void server.stop().then(() => process.exit(0))).resume()
  },
  (error: unknown) => {
    console.log(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }))
    process.exit(1)
  },
)
