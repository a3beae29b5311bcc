/** The difference between two access files in every stack that either of them names, told once where it is the same everywhere. */
import { checkAccess } from "../../file/load";
import type { Access } from "../../file/access";
import { scopeNameFindings } from "../../file/scopeNames/lint";
import { AccessError, type Finding } from "../../findings";
import { stacksOf } from "../check";
import { tokenSizeFindings } from "../tokenSize";
import { accessDifference } from "./difference";
import type { People } from "./principals";
import type { AccessDifference } from "./types";

/** One of the two files. */
export interface ComparedFile {
  /** What to call it, for the first line of an error. */
  readonly source: string;
  /** Unchecked; undefined: there is no such file, and nobody may do anything. */
  readonly value: unknown;
}

/** Beside the files. */
export interface FilesOptions {
  /** The only stack to look at; undefined: each that is named, and all others together. */
  readonly stack?: string;
  readonly people?: People;
}

/** The difference, with the new file's access of the stack that is shown. */
export interface FilesDifference {
  readonly difference: AccessDifference;
  /** Of the stack that was asked for; else of those that no entry names. */
  readonly before: Access;
  readonly after: Access;
  /** The stacks that were looked at; undefined stands for all that no entry names. */
  readonly stacks: readonly (string | undefined)[];
}

/** @throws AccessError with the mistakes of whichever file has some. */
export function filesDifference(
  before: ComparedFile,
  after: ComparedFile,
  options: FilesOptions = {},
): FilesDifference {
  const { stack, people } = options;
  const stacks =
    stack === undefined ? [undefined, ...new Set([...stacksOf(before.value), ...stacksOf(after.value)])] : [stack];
  const compared = stacks.map((name) => {
    const [old, young] = [checked(before, name), checked(after, name)];
    const [left, right] = [old?.access ?? nothingOf(young!.access), young?.access ?? nothingOf(old!.access)];
    const findings = { before: old?.findings ?? [], after: young?.findings ?? [] };
    const difference = accessDifference(left, right, { findings, ...(people === undefined ? {} : { people }) });
    return { name, difference, before: left, after: right };
  });
  const [first] = compared;
  return {
    difference: merged(compared.map(({ name, difference }) => [name ?? OTHERS, difference])),
    before: first!.before,
    after: first!.after,
    stacks,
  };
}

/** What stacks are called that no entry names. */
const OTHERS = "any other";

interface Checked {
  readonly access: Access;
  readonly findings: readonly Finding[];
}

function checked({ source, value }: ComparedFile, stack: string | undefined): Checked | undefined {
  if (value === undefined) return undefined;
  const { access, findings } = checkAccess(value, { stack });
  if (access === undefined) throw new AccessError(source, findings);
  return { access, findings: [...findings, ...scopeNameFindings(access), ...tokenSizeFindings(access)] };
}

/** A product in which nobody may do anything. */
function nothingOf({ product, audience, naming, reviewers }: Access): Access {
  const none = new Map<never, never>();
  const combinations = { limit: 64 };
  return {
    product,
    audience,
    naming,
    reviewers,
    combinations,
    scopes: none,
    groups: none,
    clients: none,
    claims: none,
    apis: none,
  };
}

/** What is the same in all stacks has no list of stacks. */
function merged(all: readonly (readonly [stack: string, difference: AccessDifference])[]): AccessDifference {
  if (all.length === 1) return all[0]![1];
  const list = <T extends object>(of: (difference: AccessDifference) => readonly T[]): T[] => {
    const byText = new Map<string, { item: T; stacks: string[] }>();
    for (const [stack, difference] of all) {
      for (const item of of(difference)) {
        const key = JSON.stringify(item);
        const same = byText.get(key) ?? { item, stacks: [] };
        same.stacks.push(stack);
        byText.set(key, same);
      }
    }
    return [...byText.values()].map(({ item, stacks }) => (stacks.length === all.length ? item : { ...item, stacks }));
  };
  return {
    widened: list(({ widened }) => widened),
    narrowed: list(({ narrowed }) => narrowed),
    signIn: list(({ signIn }) => signIn),
    renamed: list(({ renamed }) => renamed),
    tokens: list(({ tokens }) => tokens),
    fields: list(({ fields }) => fields),
    findings: list(({ findings }) => findings),
  };
}
