import type { CallError } from "../../core/call-error.js";
import { compact } from "../../core/json.js";
import type { Operation, OperationRef, OperationStatus } from "../../core/operation.js";
import { begin, type Transition, type WaitState } from "../../core/poll-state.js";

/** Texts that many waits share (types, codes, messages) are stored once, and named by their place. */
export class Texts {
  readonly all: string[] = [];
  readonly #places = new Map<string, number>();
  readonly #maxLength: number;

  constructor(maxLength: number) {
    this.#maxLength = maxLength;
  }

  /** The place of a text, or -1 for none. */
  add(text: string | undefined): number {
    if (text === undefined) return none;
    const short = text.length > this.#maxLength ? `${text.slice(0, this.#maxLength)}…` : text;
    let place = this.#places.get(short);
    if (place === undefined) {
      place = this.all.push(short) - 1;
      this.#places.set(short, place);
    }
    return place;
  }
}

const none = -1;

/** The state of a wait as lists of numbers: about a sixth of its JSON. */
export type Packed = readonly [
  times: readonly [elapsedMs: number, waitedMs: number, firstAnswerMs: number],
  counts: readonly [polls: number, throttled: number, transient: number],
  failuresInARow: readonly [throttled: number, transient: number, healing: number],
  transitions: readonly (readonly [to: number, atMs: number, elapsedMs: number, poll: number])[],
  operation: PackedOperation | 0,
  lastError:
    | readonly [
        name: number,
        message: number,
        code: number,
        statusCode: number,
        retryAfterMs: number,
        unsent: 0 | 1,
      ]
    | 0,
];

type PackedOperation = readonly [
  texts: readonly [owner: number, type: number, status: number, errorCode: number, errorMessage: number],
  created: number | null,
  updated: number | null,
  targets: readonly (number | string)[] | 0,
];

export function packState(state: WaitState, texts: Texts): Packed {
  const { startedAt, retries, failuresInARow: row, operation, lastError } = state;
  return [
    [state.elapsedMs, state.waitedMs, state.firstAnswerMs ?? none],
    [state.polls, retries.throttled, retries.transient],
    [row.throttled, row.transient, row.healing],
    state.transitions.map(({ to, at, elapsedMs, poll }) => [texts.add(to), at - startedAt, elapsedMs, poll]),
    operation ? packOperation(operation, startedAt, texts) : 0,
    lastError ? packError(lastError, texts) : 0,
  ];
}

export function unpackState(
  [times, counts, row, transitions, operation, lastError]: Packed,
  reference: OperationRef,
  startedAt: number,
  texts: readonly string[],
): WaitState {
  const [elapsedMs, waitedMs, firstAnswerMs] = times;
  let from: OperationStatus | null = null;
  return {
    ...begin(reference, startedAt),
    elapsedMs,
    waitedMs,
    ...(firstAnswerMs !== none && { firstAnswerMs }),
    polls: counts[0],
    retries: { throttled: counts[1], transient: counts[2] },
    failuresInARow: { throttled: row[0], transient: row[1], healing: row[2] },
    transitions: transitions.map(([place, atMs, elapsedMs, poll]): Transition => {
      const to = texts[place] as OperationStatus;
      const transition = { from, to, at: startedAt + atMs, elapsedMs, poll };
      from = to;
      return transition;
    }),
    ...(operation !== 0 && { operation: unpackOperation(operation, reference, startedAt, texts) }),
    ...(lastError !== 0 && { lastError: unpackError(lastError, texts) }),
  };
}

function packOperation(operation: Operation, startedAt: number, texts: Texts): PackedOperation {
  const { OwnerAccount, Type, Status, ErrorCode, ErrorMessage, CreateDate, UpdateDate, Targets } = operation;
  return [
    [
      texts.add(OwnerAccount),
      texts.add(Type),
      texts.add(Status),
      texts.add(ErrorCode),
      texts.add(ErrorMessage),
    ],
    CreateDate === undefined ? null : Date.parse(CreateDate) - startedAt,
    UpdateDate === undefined ? null : Date.parse(UpdateDate) - startedAt,
    Targets ? Object.entries(Targets).flatMap(([kind, id]) => [texts.add(kind), id]) : 0,
  ];
}

function unpackOperation(
  [[owner, type, status, errorCode, errorMessage], created, updated, targets]: PackedOperation,
  { OperationId }: OperationRef,
  startedAt: number,
  texts: readonly string[],
): Operation {
  const pairs = targets === 0 ? [] : targets;
  const named: Record<string, string> = {};
  for (let place = 0; place < pairs.length; place += 2)
    named[texts[Number(pairs[place])] ?? ""] = String(pairs[place + 1]);
  return compact({
    Id: OperationId,
    OwnerAccount: texts[owner],
    Type: texts[type],
    Status: texts[status],
    ErrorCode: texts[errorCode],
    ErrorMessage: texts[errorMessage],
    CreateDate: created === null ? undefined : new Date(startedAt + created).toISOString(),
    UpdateDate: updated === null ? undefined : new Date(startedAt + updated).toISOString(),
    Targets: targets === 0 ? undefined : named,
  });
}

function packError({ name, message, code, statusCode, retryAfterMs, unsent }: CallError, texts: Texts) {
  return [
    texts.add(name),
    texts.add(message),
    texts.add(code),
    statusCode ?? none,
    retryAfterMs ?? none,
    unsent ? 1 : 0,
  ] as const;
}

function unpackError(
  [name, message, code, statusCode, retryAfterMs, unsent]: Exclude<Packed[5], 0>,
  texts: readonly string[],
): CallError {
  return {
    name: texts[name] ?? "Error",
    message: texts[message] ?? "",
    ...compact({
      code: texts[code],
      statusCode: statusCode === none ? undefined : statusCode,
      retryAfterMs: retryAfterMs === none ? undefined : retryAfterMs,
      unsent: unsent === 1 ? true : undefined,
    }),
  };
}
