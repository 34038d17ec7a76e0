import { writeNextMigration } from '@/lib/adapters/database/migrate/author'

const [name] = process.argv.slice(2)

async function main(): Promise<void> {
  if (name === undefined || name.startsWith('-')) {
    console.log(
      'Usage: npm run db:migration -- NAME\nWrites the next SQL migration from prisma/schema.prisma.',
    )
    process.exitCode = name === '--help' ? 0 : 2
    return
  }
  const file = await writeNextMigration(process.cwd(), name, new Date())
  console.log(
    file === undefined ? 'Nothing changed: the migrations already match the schema.' : `Wrote ${file}`,
  )
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
})
