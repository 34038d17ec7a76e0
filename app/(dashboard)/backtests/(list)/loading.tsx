import { ListSkeleton } from '@/components/layout/page-skeletons'

export default function Loading() {
  return <ListSkeleton label="Loading back-tests" />
}
