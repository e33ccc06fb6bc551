import { notice } from '../../state/notice.ts'
import { head } from '../../state/report.ts'
import { comparing, current, isDetailOpen, isHelpOpen, view } from '../../state/view.ts'
import { ClipsView } from '../clips/clips-view.tsx'
import { CompareView } from '../compare/compare-view.tsx'
import { CostView } from '../cost/cost-view.tsx'
import { DetailPanel } from '../detail/detail-panel.tsx'
import { HelpDialog } from '../help/help-dialog.tsx'
import { MatrixView } from '../matrix/matrix-view.tsx'
import { TimelineView } from '../timeline/timeline-view.tsx'
import { DecisionsBar } from './decisions-bar.tsx'
import { Header } from './header.tsx'
import { Sidebar } from './sidebar.tsx'

/** The whole page. */
export function App() {
  const hasDetail = isDetailOpen.value && current.value !== undefined
  return (
    <div class={hasDetail ? 'app has-detail' : 'app'}>
      <Header />
      <Sidebar />
      <main aria-label={head.value.name}>
        {comparing.value === undefined ? <ViewOf /> : <CompareView set={comparing.value} />}
        <DecisionsBar />
      </main>
      {hasDetail && current.value !== undefined && <DetailPanel clip={current.value} />}
      {isHelpOpen.value && <HelpDialog />}
      <Notice />
    </div>
  )
}

function ViewOf() {
  switch (view.value) {
    case 'clips':
      return <ClipsView />
    case 'matrix':
      return <MatrixView />
    case 'timeline':
      return <TimelineView />
    case 'cost':
      return <CostView />
  }
}

/** The latest notice. */
function Notice() {
  return (
    <div class={notice.value === '' ? 'notice' : 'notice is-shown'} role="status">
      {notice.value}
    </div>
  )
}
