/** How far many groups carry: derived groups, time and tokens of a company's file. `npm run bench -- combinations`. */
import { requestSuggestions } from "../model/ask/together";
import { tokenSizes } from "../model/ask/tokenSize";
import { compile } from "../model/compile/compile";
import { AccessError } from "../model/findings";
import type { Access } from "../model/file/access";
import { loadAccess } from "../model/file/load";
import type { AccessInput } from "../model/file/schema";
import { proveSymbolically } from "../model/prove/symbolic/prove";
import { companyModel } from "./companyModel";
import { median } from "./median";

const ROUNDS = 5;

/** Milliseconds, the median of five rounds after one that is not counted. */
function milliseconds(task: () => unknown): number {
  task();
  return median(
    Array.from({ length: ROUNDS }, () => {
      const start = performance.now();
      task();
      return performance.now() - start;
    }),
  );
}

/** The file with the `requests` that its routes need, as `check --suggest-requests` gives them. */
function withRequests(file: AccessInput, limit: number): AccessInput {
  const clients = structuredClone(file.clients);
  for (const { client, requests } of requestSuggestions(loadAccess(file))) {
    clients[client]!.requests = requests as AccessInput["clients"][string]["requests"];
  }
  return { ...file, clients, combinations: { limit } };
}

/** Without the routes that need several groups' scopes at once: with them, `one-group` is an error. */
function oneGroup(file: AccessInput): AccessInput {
  const copy = structuredClone(file);
  for (const client of Object.values(copy.clients)) client.requests = "one-group";
  for (const { routes } of Object.values(copy.apis ?? {})) {
    for (const [key, { scopes }] of Object.entries(routes)) if (scopes && "all" in scopes) delete routes[key];
  }
  return copy;
}

function withGateway(file: AccessInput): AccessInput {
  const clients = structuredClone(file.clients);
  for (const client of Object.values(clients)) client.enforcement = "gateway";
  return { ...file, clients };
}

const line = (text: string) => process.stdout.write(`${text}\n`);
const shown = (value: number) => value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 });

/** Compiles and proves; the proof must hold, or the figures would be of something else. */
function proved(access: Access): { derivedGroups: number; rules: number } {
  const plan = compile(access);
  const { problem, counterexample } = proveSymbolically(access, plan);
  if (problem !== undefined || counterexample) throw new Error(problem ?? JSON.stringify(counterexample));
  return { derivedGroups: plan.groupRules.length, rules: plan.policies.flatMap(({ rules }) => rules).length };
}

function company(nested: boolean): void {
  line(
    `60 groups, 120 scopes, 25 clients, 250 routes, ${nested ? "tiers that contain each other" : "without nesting"}:`,
  );
  const file = companyModel({ nested });
  const access = loadAccess(withRequests(file, 64));
  const { derivedGroups, rules } = proved(access);
  line(`  any request: ${needed(file)}`);
  line(`  \`requests\` from the routes: ${derivedGroups} derived groups (goal: at most 64), ${rules} rules`);
  line(`  compiled and proved symbolically: ${shown(milliseconds(() => proved(access)))} ms (goal: at most 1,000 ms)`);
  line(`  one group at a time: ${proved(loadAccess(oneGroup(file))).derivedGroups} derived groups (goal: 0)`);
  const bytes = tokenSizes(loadAccess(withGateway(file))).map((size) => (size.declared ? size.bytes : 0));
  line(`  largest token with enforcement at the gateway: ${shown(Math.max(...bytes))} bytes (goal: below 4,096)`);
}

function needed(file: AccessInput): string {
  try {
    return `${compile(loadAccess(file)).groupRules.length} derived groups`;
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return /needs (.*? derived groups)/.exec(error.message)![1]!;
  }
}

/** Of the process in all: the largest size that it had, in MiB. */
const memory = () => process.resourceUsage().maxRSS / 1_024;

function growth(): void {
  line("growth, with `requests` from the routes:");
  for (const times of [1, 2, 4, 8]) {
    const file = withRequests(companyModel({ nested: true, times }), 1_000);
    const start = performance.now();
    const { derivedGroups } = proved(loadAccess(file));
    const time = performance.now() - start;
    const size = [file.groups, file.scopes, file.clients].map((entries) => Object.keys(entries).length).join(" × ");
    line(
      `  ${times} times (${size}): ${shown(time)} ms to load, compile and prove, ${derivedGroups} derived groups, ${shown(memory())} MiB`,
    );
  }
}

/** 500 groups × 1,000 scopes × 200 clients: the company eight times, with some groups and scopes more. */
function largest(): void {
  const file = withRequests(companyModel({ nested: true, times: 8 }), 1_000);
  const scopes = Array.from({ length: 40 }, (_, i) => `extra${i}:read`);
  for (const scope of scopes) file.scopes[scope] = { description: scope };
  for (let i = 0; i < 20; i++) file.groups[`extra${i}`] = { scopes: scopes.slice(i, i + 21) };
  Object.values(file.clients).forEach((client, i) => {
    client.scopes = [...client.scopes, scopes[i % 40]!, scopes[(i + 1) % 40]!];
  });
  const start = performance.now();
  proved(loadAccess(file));
  const seconds = (performance.now() - start) / 1_000;
  line(
    `500 groups × 1,000 scopes × 200 clients: ${shown(seconds)} s (goal: at most 10 s), ${shown(memory())} MiB (goal: at most 1,024)`,
  );
}

if (require.main === module) {
  company(true);
  company(false);
  growth();
  largest();
}
