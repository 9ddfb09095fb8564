/** What a release depends on. */
export interface ReleaseFacts {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly changelog: string;
  readonly security: string;
  /** What `git status --porcelain` prints; undefined where there is no checkout. */
  readonly changes: string | undefined;
  readonly tags: readonly string[] | undefined;
  readonly hasIdToken: boolean;
  readonly shouldPublish: boolean;
}

export function refusals(facts: ReleaseFacts): string[];
