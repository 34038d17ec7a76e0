import type { ComponentProps } from 'react'

type Props = Omit<ComponentProps<'canvas'>, 'data'> & { data: unknown; options?: unknown }

// Chart.js needs a real canvas; this one keeps the role and the name that the library gives it.
export function Line({ data, options: _options, ...canvas }: Props) {
  return <canvas role="img" data-datasets={JSON.stringify(data)} {...canvas} />
}
