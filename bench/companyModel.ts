/**
 * A company with the many groups that one has: departments of three tiers, specialists, and groups across departments. Made
 * by rule, so that every run measures the same; `times` makes more departments of the same kind.
 */
import type { AccessInput } from "../model/file/schema";

export interface CompanyOptions {
  /** Whether each tier holds what the tier below holds, as levels of seniority do. */
  readonly nested: boolean;
  /** How many times sixty groups, 120 scopes, 25 clients and 250 routes. @default 1 */
  readonly times?: number;
}

const numbers = (count: number) => Array.from({ length: count }, (_, number) => number);

const ACTIONS = ["list", "read", "export", "create", "update", "comment", "approve", "delete"];
const SENSITIVITY = ["low", "low", "low", "medium", "medium", "medium", "high", "high"] as const;

/** Scopes of a tier, as places in `ACTIONS`: with nesting up to the end, without it the tier's own. */
const TIERS = [
  { name: "staff", from: 0, to: 3 },
  { name: "leads", from: 3, to: 6 },
  { name: "heads", from: 6, to: 8 },
] as const;

/** Sixty groups, 120 scopes, 25 clients and 250 routes; several times as many where `times` says so. */
export function companyModel({ nested, times = 1 }: CompanyOptions): AccessInput {
  const departments = numbers(10 * times);
  const scopes = new Map<string, "low" | "medium" | "high">();
  const own = (department: number, action: number) => `dept${department}:${ACTIONS[action]}`;
  const special = (department: number, which: number) => `dept${department}:special${which}`;
  const shared = (department: number, which: number) => `shared${department}:part${which}`;
  for (const department of departments) {
    ACTIONS.forEach((_, action) => scopes.set(own(department, action), SENSITIVITY[action]!));
    for (const which of [0, 1]) {
      scopes.set(special(department, which), "medium");
      scopes.set(shared(department, which), "low");
    }
  }
  const groups: AccessInput["groups"] = {};
  for (const department of departments) {
    for (const { name, from, to } of TIERS) {
      const actions = numbers(to).slice(nested ? 0 : from);
      groups[`dept${department}-${name}`] = { scopes: actions.map((action) => own(department, action)) };
    }
    // A specialist reads what the department has, and does one thing that nobody else does.
    for (const which of [0, 1]) {
      groups[`dept${department}-specialist${which}`] = { scopes: [own(department, 1), special(department, which)] };
    }
    // Finance, audit and the like look into some departments and have something of their own.
    const others = [department, department + 3 * times, department + 6 * times].map(
      (other) => other % departments.length,
    );
    groups[`across${department}`] = {
      scopes: [...others.map((other) => own(other, 2)), shared(department, 0), shared(department, 1)],
    };
  }
  return {
    product: "company",
    audience: "api://company",
    scopes: Object.fromEntries([...scopes].map(([name, sensitivity]) => [name, { description: name, sensitivity }])),
    groups,
    clients: clientsOf(times, [...scopes.keys()]),
    apis: Object.fromEntries(numbers(times).map((api) => [`api${api}`, { routes: routesOf(api, [...scopes.keys()]) }])),
  };
}

/** A console for each department, apps over two neighbours, and portals over the whole company. */
function clientsOf(times: number, scopes: readonly string[]): AccessInput["clients"] {
  const count = 10 * times;
  const of = (...departments: number[]) =>
    scopes.filter((scope) =>
      departments.some(
        (number) => scope.startsWith(`dept${number % count}:`) || scope.startsWith(`shared${number % count}:`),
      ),
    );
  const clients = [
    ...numbers(count).map((number): [string, string[]] => [`console${number}`, of(number)]),
    ...numbers(count).map((number): [string, string[]] => [`app${number}`, of(number, number + 1)]),
    ...numbers(5 * times).map((number): [string, string[]] => [
      `portal${number}`,
      scopes
        .filter((scope) => /:(list|read|export|part0)$/.test(scope))
        .filter((_, index) => index % times === number % times),
    ]),
  ];
  return Object.fromEntries(clients.map(([name, ceiling]) => [name, { type: "web" as const, scopes: ceiling }]));
}

type Routes = NonNullable<AccessInput["apis"]>[string]["routes"];

/** Two routes for nearly each scope; and, in each department, two that need what only a specialist and a tier hold together. */
function routesOf(api: number, all: readonly string[]): Routes {
  const scopes = all.slice(api * 120, (api + 1) * 120);
  const single = scopes.flatMap((scope, index) => {
    const path = `/things${index}`;
    return [
      [`GET ${path}`, { scopes: [scope], handler: "things" }],
      [`POST ${path}/{id}`, { scopes: [scope], handler: "things" }],
    ] as const;
  });
  const together = numbers(20).map((number) => {
    const department = api * 10 + (number % 10);
    const needed =
      number < 10
        ? [`dept${department}:special0`, `dept${department}:approve`]
        : [`dept${department}:special1`, `dept${department}:create`];
    return [`PUT /decisions${number}/{id}`, { scopes: { all: needed }, handler: "things" }] as const;
  });
  return Object.fromEntries([...single.slice(0, 230), ...together]);
}
