const path =
  'M0 96 L26 84 L48 102 L72 92 L98 120 L120 112 L148 150 L170 138 L196 186 L222 176 L250 214 L276 200 L304 244 L330 226 L356 236 L384 208 L410 216 L436 184 L462 194 L490 164 L516 172 L544 148 L566 156 L584 144'

const lines = [
  { y: 84, label: 'Take profit', dash: '7 5', tone: 'text-profit' },
  { y: 178, label: 'Average', dash: undefined, tone: 'text-chart-1' },
  { y: 292, label: 'Next safety order', dash: '2 5', tone: 'text-muted-foreground' },
] as const

const marks = [
  { x: 72, y: 92, letter: 'O' },
  { x: 148, y: 150, letter: 'A' },
  { x: 196, y: 186, letter: 'A' },
  { x: 304, y: 244, letter: 'A' },
] as const

/** A price, the orders it filled on the way down and the lines of the deal. */
export function LadderPicture() {
  return (
    <svg viewBox="0 0 720 340" className="block h-auto w-full bg-card" preserveAspectRatio="xMidYMid meet">
      <g className="stroke-chart-grid">
        {[40, 100, 160, 220, 280].map((y) => (
          <path key={y} d={`M0 ${y}H720`} />
        ))}
      </g>
      <defs>
        <linearGradient id="under-price" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="var(--chart-1)" stopOpacity="0.16" />
          <stop offset="1" stopColor="var(--chart-1)" stopOpacity="0" />
        </linearGradient>
      </defs>
      <path d={`${path} L584 340 L0 340 Z`} fill="url(#under-price)" />
      {lines.map((line) => (
        <g key={line.label} className={line.tone}>
          <path d={`M72 ${line.y}H584`} stroke="currentColor" strokeWidth="1.5" strokeDasharray={line.dash} />
          <text x="594" y={line.y + 4} fontSize="13" fontWeight="500" fill="currentColor">
            {line.label}
          </text>
        </g>
      ))}
      <path d={path} fill="none" className="stroke-chart-1" strokeWidth="2.5" strokeLinejoin="round" />
      {marks.map((mark) => (
        <g key={mark.x}>
          <circle cx={mark.x} cy={mark.y} r="11" className="fill-card stroke-chart-1" strokeWidth="2" />
          <text
            x={mark.x}
            y={mark.y + 4}
            fontSize="11"
            fontWeight="600"
            textAnchor="middle"
            className="fill-foreground"
          >
            {mark.letter}
          </text>
        </g>
      ))}
      <circle cx="584" cy="144" r="4.5" className="fill-chart-1" />
    </svg>
  )
}
