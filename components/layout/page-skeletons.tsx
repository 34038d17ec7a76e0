import { LoadingStatus, Skeleton } from '@/components/ui/skeleton'

const four = [1, 2, 3, 4]

/** Skeleton of a page with a header, four figures and a wide and a narrow block. */
export function OverviewSkeleton({ label }: { label: string }) {
  return (
    <>
      <LoadingStatus>{label}</LoadingStatus>
      <div className="grid gap-2">
        <Skeleton className="h-5 w-28" />
        <Skeleton className="h-8 w-56" />
        <Skeleton className="h-5 w-44" />
      </div>
      <div className="grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4">
        {four.map((index) => (
          <Skeleton key={index} className="h-[7.25rem]" />
        ))}
      </div>
      <div className="grid gap-6 xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <Skeleton className="h-[25rem]" />
        <Skeleton className="h-[25rem]" />
      </div>
      <Skeleton className="h-72" />
    </>
  )
}

/** Skeleton of a page with a header and one long block. */
export function ListSkeleton({ label }: { label: string }) {
  return (
    <>
      <LoadingStatus>{label}</LoadingStatus>
      <div className="flex items-start justify-between">
        <div className="grid gap-2">
          <Skeleton className="h-8 w-40" />
          <Skeleton className="h-5 w-44" />
        </div>
        <Skeleton className="h-9 w-32" />
      </div>
      <Skeleton className="h-10" />
      <Skeleton className="h-80" />
    </>
  )
}
