/** `cloudmap-waiter/ui`: a progress page as a web component, and what it stands on for those who draw their own. */
export type { ConnectionState } from "../web/follow.js";
export type {
  OperationFacts,
  OperationLabel,
  StreamContext,
  StreamMessage,
  StreamOpen,
} from "../web/messages.js";
export { CloudmapProgress, define, ElementBase } from "./cloudmap-progress.js";
export { keyOf, type OperationProgress, tookMs } from "./operation-progress.js";
export { initialProgress, type ProgressState, reduceProgress } from "./progress-state.js";
export {
  createProgressStore,
  type ProgressConnection,
  type ProgressSnapshot,
  type ProgressStore,
  type ProgressStoreOptions,
} from "./progress-store.js";
export { resumeCommands } from "./resume-command.js";
export { type Group, type Grouping, groupsOf, labelOf, type SortOrder, type View } from "./rows.js";
export { type Category, isResumable, type Standing, standingOf } from "./standing.js";
export { summarize, type Summary, usualTimeLeft, type Verdict, verdictOf } from "./summary.js";
