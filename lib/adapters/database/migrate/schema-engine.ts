import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
import type { SchemaEngine } from '@prisma/schema-engine-wasm'
import pg from 'pg'

type EngineModule = {
  SchemaEngine: typeof SchemaEngine
  __wbg_set_wasm(exports: WebAssembly.Exports): void
}

/**
 * The SQL that leads from the tables of a database to a Prisma schema; empty when they agree. The engine is the one of
 * `prisma migrate`, compiled to WebAssembly: it reads catalogs only and changes nothing.
 */
export async function sqlFromDatabaseToSchema(
  url: string,
  schema: string,
  root = process.cwd(),
): Promise<string> {
  const restore = readInternalCharsAsText()
  const engine = await openEngine(url, schema, root)
  try {
    const files = [{ path: 'schema.prisma', content: schema }]
    const result = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: root },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    })
    return result.exitCode === 0 ? '' : (result.stdout ?? '')
  } finally {
    engine.free()
    restore()
  }
}

/** The migrate engine on one database; `free()` it afterwards. */
export async function openEngine(url: string, schema: string, root: string): Promise<SchemaEngine> {
  const engine = await (loaded ??= loadEngine(root))
  const adapter = bindMigrationAwareSqlAdapterFactory(withoutShadowDatabase(url))
  return engine.SchemaEngine.new({ datamodels: [['schema.prisma', schema]] }, () => undefined, adapter)
}

// The package keeps its one WebAssembly instance in module state: a second instantiation would corrupt it.
let loaded: Promise<EngineModule> | undefined

// The package's root import needs a bundler; Node instantiates the module by hand.
async function loadEngine(root: string): Promise<EngineModule> {
  const engine = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as unknown as EngineModule
  const wasm = await readFile(
    path.join(root, 'node_modules/@prisma/schema-engine-wasm/schema_engine_bg.wasm'),
  )
  const imports = { './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports }
  const { instance } = await WebAssembly.instantiate(wasm, imports)
  engine.__wbg_set_wasm(instance.exports)
  ;(instance.exports.__wbindgen_start as () => void)()
  return engine
}

// The engine's own shadow database is never wanted: the adapter would open the real one under that name. Migrations are
// replayed by our applier on a scratch database instead.
function withoutShadowDatabase(url: string): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaPg(url)
  return {
    provider: 'postgres',
    adapterName: factory.adapterName,
    connect: async () => readConstraintTypesAsCharacters(await factory.connect()),
    connectToShadowDb: () => Promise.reject(new Error('no shadow database')),
  }
}

// The engine reads the kind of a check constraint as one character, which the adapter never says a column is.
function readConstraintTypesAsCharacters(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (query) => {
    const result = await queryRaw(query)
    const columnTypes = result.columnTypes.map((type, index) =>
      result.columnNames[index] === 'constraint_type' ? ColumnTypeEnum.Character : type,
    )
    return { ...result, columnTypes }
  }
  return adapter
}

// The adapter cannot read columns of type "char" (18), which the catalogs are full of; as bpchar (1042) it can.
function readInternalCharsAsText(): () => void {
  const prototype = resultPrototype()
  const original = prototype.addFields
  prototype.addFields = function (fields) {
    for (const field of fields) if (field.dataTypeID === 18) field.dataTypeID = 1042
    original.call(this, fields)
  }
  return () => {
    prototype.addFields = original
  }
}

type ResultPrototype = { addFields(this: ResultPrototype, fields: { dataTypeID: number }[]): void }

function resultPrototype(): ResultPrototype {
  return (pg as unknown as { Result: { prototype: ResultPrototype } }).Result.prototype
}
