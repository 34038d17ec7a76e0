// Unpacks the Chromium of @sparticuz/chromium into the folder given as argument. A process of its own: the package is an ES
// module, which Jest does not load, and it unpacks into whatever TMPDIR says.
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = process.argv[2]
process.env.TMPDIR = folder

const { inflate } = await import('@sparticuz/chromium')
const archives = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin')
await Promise.all(
  ['chromium.br', 'al2023.tar.br', 'fonts.tar.br'].map((name) => inflate(join(archives, name))),
)

// Its own fonts.conf names folders of another machine. The fonts serve a system that has none; what it has comes first.
await writeFile(
  join(folder, 'fonts.conf'),
  `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir prefix="relative">fonts/fonts</dir>
  <cachedir prefix="relative">fonts-cache</cachedir>
</fontconfig>
`,
)
