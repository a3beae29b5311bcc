/** How fast the model is: compiling, proving, deciding. Run it with `npm run bench -- model`. */
import type { Access } from "../model/file/access";
import { compile } from "../model/compile/compile";
import { productAt, readModule } from "../components/stack/product";
import { evaluate } from "../model/evaluate/evaluate";
import { serverFromPlan } from "../model/evaluate/fromPlan";
import { loadAccess } from "../model/file/load";
import { matrixWords } from "../model/ask/matrixWords";
import { proveExhaustively } from "../model/prove/exhaustive";
import { proveSymbolically } from "../model/prove/symbolic/prove";
import { largeModel } from "./modelData";
import { requests } from "./modelRequests";
import { ruleWalk } from "./ruleWalk";

export interface Measured {
  readonly what: string;
  readonly value: number;
  readonly unit: "ms" | "decisions/s";
  /** What is to be reached: at most so many ms, at least so many decisions. */
  readonly goal?: number;
}

const ROUNDS = 5;

/** Median of five rounds, after one that is not counted. */
function milliseconds(task: () => unknown): number {
  task();
  const times = Array.from({ length: ROUNDS }, () => {
    const start = performance.now();
    task();
    return performance.now() - start;
  });
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
}

/** All measurements, in the order in which they are printed. */
export function measureModel(): Measured[] {
  return [...small(), ...large(), ...decisions()];
}

/** The access file of the product in the folder in which the benchmark is called. */
function small(): Measured[] {
  const own = readModule(productAt(process.cwd()).accessFile);
  const time = milliseconds(() => {
    const access = loadAccess(own);
    return proveExhaustively(access, compile(access));
  });
  return [{ what: "the product's access.ts: load, compile, exhaustive proof", value: time, unit: "ms", goal: 500 }];
}

function large(): Measured[] {
  const access = loadAccess(largeModel({ groups: 200, scopes: 300, clients: 50, routes: 1_000 }));
  const plan = compile(access);
  const size = "200 groups, 300 scopes, 50 clients, 1,000 routes";
  return [
    { what: `${size}: compile`, value: milliseconds(() => compile(access)), unit: "ms", goal: 2_000 },
    {
      what: `${size}: symbolic proof`,
      value: milliseconds(() => proveSymbolically(access, plan)),
      unit: "ms",
      goal: 2_000,
    },
    {
      what: `${size}: matrix of 3,000,000 cells`,
      value: milliseconds(() => matrixWords(access)),
      unit: "ms",
      goal: 50,
    },
  ];
}

const REQUESTS = 10_000;

function decisions(): Measured[] {
  const access: Access = loadAccess(largeModel({ groups: 100, scopes: 300, clients: 10, routes: 0 }));
  const plan = compile(access);
  const server = serverFromPlan(plan);
  const asked = requests(access, plan, REQUESTS);
  const walk = ruleWalk(server);
  const perSecond = (times: number, decide: (request: (typeof asked)[number]) => unknown) =>
    (times * REQUESTS * 1_000) /
    milliseconds(() => {
      for (let round = 0; round < times; round++) for (const request of asked) decide(request);
    });
  let events = 0;
  const count = () => (events += 1);
  const what = "decisions on 100 groups, 300 scopes, 10 clients";
  return [
    {
      what: `${what}: evaluator with a trace`,
      value: perSecond(2, (request) => evaluate(server, request, count)),
      unit: "decisions/s",
      goal: 100_000,
    },
    {
      what: `${what}: evaluator without a trace`,
      value: perSecond(4, (request) => evaluate(server, request)),
      unit: "decisions/s",
    },
    { what: `${what}: peer, a plain walk over rules with sets`, value: perSecond(4, walk), unit: "decisions/s" },
  ];
}

/** One line for each measurement. */
export function printMeasured({ what, value, unit, goal }: Measured): string {
  const shown = value.toLocaleString("en", { maximumFractionDigits: value < 100 ? 1 : 0 });
  const wanted =
    goal === undefined ? "" : ` (goal: ${unit === "ms" ? "at most" : "at least"} ${goal.toLocaleString("en")})`;
  return `${what}: ${shown} ${unit}${wanted}`;
}

if (require.main === module)
  for (const measured of measureModel()) process.stdout.write(`${printMeasured(measured)}\n`);
