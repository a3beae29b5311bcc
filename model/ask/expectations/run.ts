/** Runs the expectations of a team against its access file, and says of each whether it holds, and why not. */
import type { Access, Route } from "../../file/access";
import { AccessError, nearest, pathOf, printable, type Finding } from "../../findings";
import type { TraceEvent } from "../../evaluate/types";
import { actsForItself, actsForPeople } from "../../okta/clientTypes";
import { callableByService } from "../matrix";
import { routesOf } from "../difference/routeChanges";
import { Powers, type Answer, type Somebody } from "./powers";
import { expectationError, type ExpectationFile, type ExpectationTable } from "./schema";
import { parseSentence, type Sentence } from "./sentence";

/** What came of one expectation. */
export interface ExpectationResult {
  /** As the file says it. */
  readonly says: string;
  /** Where in the file. */
  readonly path: string;
  readonly because?: string;
  /** The stack; undefined: those that no entry names. */
  readonly stack: string | undefined;
  /** What is otherwise, one sentence each; none: it holds. */
  readonly failures: readonly Failure[];
}

/** One thing that is other than expected. */
export interface Failure {
  readonly message: string;
  /** The rules that were looked at, in order. */
  readonly trace: readonly TraceEvent[];
}

/** One stack's access. */
export interface StackAccess {
  readonly stack: string | undefined;
  readonly access: Access;
}

/**
 * Holds every expectation against every stack in which all that it names exists.
 *
 * @throws AccessError where an expectation meets nothing, can never fail, stands twice, or cannot be read.
 */
export function runExpectations(
  file: ExpectationFile,
  stacks: readonly StackAccess[],
  source: string,
): ExpectationResult[] {
  const findings: Finding[] = [];
  const powers = stacks.map(({ stack, access }) => ({ stack, powers: new Powers(access) }));
  const results = expectationsOf(file, findings).flatMap((expectation) => {
    const mine = powers.filter(({ stack }) => expectation.stacks?.includes(stack ?? "") ?? true);
    const tried = mine.map(({ stack, powers: some }) => ({
      stack,
      problems: expectation.problems(some),
      powers: some,
    }));
    const sound = tried.filter(({ problems }) => problems.length === 0);
    if (sound.length === 0) {
      const why = tried[0]?.problems ?? [
        `no stack is called ${expectation.stacks?.map((name) => `\`${printable(name)}\``).join(" or ")}`,
      ];
      findings.push(...why.map((message) => expectationError(expectation.path, message)));
    }
    return sound.map(({ stack, powers: some }): ExpectationResult => {
      const { says, path, because } = expectation;
      return { says, path, ...(because === undefined ? {} : { because }), stack, failures: expectation.failures(some) };
    });
  });
  if (findings.length > 0) throw new AccessError(source, findings);
  return results;
}

interface Expectation {
  readonly says: string;
  readonly path: string;
  readonly because?: string | undefined;
  readonly stacks?: readonly string[] | undefined;
  /** Why it means nothing in this stack. */
  readonly problems: (powers: Powers) => string[];
  readonly failures: (powers: Powers) => Failure[];
}

function expectationsOf(file: ExpectationFile, findings: Finding[]): Expectation[] {
  const seen = new Map<string, string>();
  const sentences = file.expect.flatMap((entry, index): Expectation[] => {
    const path = pathOf(["expect", index]);
    const sentence = parseSentence(entry.says);
    if (typeof sentence === "string") {
      findings.push(expectationError(path, `\`${printable(entry.says)}\` ${sentence}`));
      return [];
    }
    const { because, stacks } = { because: undefined, stacks: undefined, ...entry };
    const key = JSON.stringify([sentence, stacks]);
    const first = seen.get(key);
    if (first !== undefined) {
      findings.push(
        expectationError(path, `says what ${first} says, and could never fail by itself; remove one of the two`),
      );
      return [];
    }
    seen.set(key, path);
    return [
      {
        says: entry.says,
        path,
        because,
        stacks,
        problems: (powers) => problemsOf(sentence, powers),
        failures: (powers) => failuresOf(sentence, powers),
      },
    ];
  });
  const tables = file.tables.map((table, index): Expectation => {
    const { at, of, because, stacks } = table;
    return {
      says: `table ${index + 1}: who can what of ${of}${at === undefined ? "" : ` at ${at}`}`,
      path: pathOf(["tables", index]),
      because,
      stacks,
      problems: (powers) => problemsOfTable(table, powers),
      failures: (powers) => failuresOfTable(table, powers),
    };
  });
  return [...sentences, ...tables];
}

/** A group by its key, some of which somebody is in, or a service client. */
function somebody(names: readonly string[], { groups, clients }: Access): Somebody | undefined {
  if (names.every((name) => groups.has(name))) return { groups: names };
  const client = names.length === 1 ? clients.get(names[0]!) : undefined;
  return client !== undefined && actsForItself(client) ? { service: client.key } : undefined;
}

/** Each group by itself, and each service client, which is at no client but itself. */
function everybody({ groups, clients }: Access, at?: string): { name: string; who: Somebody }[] {
  const services = [...clients.values()].filter(
    (client) => actsForItself(client) && (at === undefined || at === client.key),
  );
  return [
    ...[...groups.keys()].map((key) => ({ name: key, who: { groups: [key] } })),
    ...services.map(({ key }) => ({ name: key, who: { service: key } })),
  ];
}

/** Routes by `METHOD /path`, in whichever API. */
function routesNamed(access: Access, name: string): Route[] {
  return [...routesOf(access)].flatMap(([full, route]) => (route.key === name || full === name ? [route] : []));
}

function isRoute(name: string): boolean {
  return name.includes(" ");
}

function problemsOf({ who, at, what, verb }: Sentence, powers: Powers): string[] {
  const { access } = powers;
  const names = unknownNames(who, at, what, access);
  if (names.length > 0) return names;
  const both = who.filter((some) => some.length === 1 && access.groups.has(some[0]!) && isService(some[0]!, access));
  if (both.length > 0)
    return [
      `\`${both[0]![0]}\` is a group and a service client; rename one of the two, for nobody can tell which is meant`,
    ];
  const vacuous = who.flatMap((some) =>
    what.flatMap((name) => neverFails({ verb, at }, somebody(some, access)!, name, access)),
  );
  if (vacuous.length > 0) return vacuous;
  if (verb === "step-up") {
    const unused = what.filter(
      (scope) => !everybody(access, at).some(({ who: one }) => answered(powers, one, scope, at).granted),
    );
    return unused.map(
      (scope) => `nobody can have \`${scope}\` at all, so this meets nothing; write \`nobody can ${scope}\``,
    );
  }
  return [];
}

function unknownNames(who: Sentence["who"], at: string | undefined, what: readonly string[], access: Access): string[] {
  const unknown = (kind: string, name: string, known: readonly string[]) => {
    const near = nearest(name, known);
    return `${kind} \`${printable(name)}\` is not in the access file${near === undefined ? "" : `; did you mean \`${near}\`?`}`;
  };
  const services = [...access.clients.keys()].filter((key) => isService(key, access));
  const names = who.flatMap((some) => {
    if (somebody(some, access) !== undefined) return [];
    const known = some.length > 1 ? [...access.groups.keys()] : [...access.groups.keys(), ...services];
    return some
      .filter((name) => !known.includes(name))
      .map((name) => unknown("the group or service client", name, known));
  });
  const clients = [...access.clients.keys()];
  const routes = [...routesOf(access).values()].map(({ key }) => key);
  return [
    ...names,
    ...(at === undefined || clients.includes(at) ? [] : [unknown("the client", at, clients)]),
    ...what.flatMap((name) => {
      if (isRoute(name)) return routesNamed(access, name).length > 0 ? [] : [unknown("the route", name, routes)];
      return access.scopes.has(name) ? [] : [unknown("the scope", name, [...access.scopes.keys()])];
    }),
  ];
}

function isService(key: string, { clients }: Access): boolean {
  const client = clients.get(key);
  return client !== undefined && actsForItself(client);
}

/** Why an expectation holds whatever the file says of groups and scopes; none where it could fail. */
function neverFails(
  { verb, at }: Pick<Sentence, "verb" | "at">,
  who: Somebody,
  name: string,
  access: Access,
): string[] {
  const client = at === undefined ? undefined : access.clients.get(at)!;
  if ("groups" in who && client !== undefined && !actsForPeople(client))
    return [
      `groups count for nothing at the service client \`${at}\`, so this can never fail; name a client that has users`,
    ];
  if ("service" in who && at !== undefined && at !== who.service)
    return [`a service client is no user of \`${at}\`, so this can never fail; leave \`at\` out`];
  if (verb !== "never" && verb !== "can") return [];
  const routes = isRoute(name) ? routesNamed(access, name) : [];
  if (verb === "can")
    return routes.length > 0 && routes.every((route) => route.access.kind === "public")
      ? [`\`${name}\` is public, so this can never fail; what could fail is \`can never\``]
      : [];
  if (
    "service" in who &&
    routes.length > 0 &&
    routes.every((route) => route.access.kind === "scopes" && !isEverCallable(access, route))
  )
    return [
      `\`${name}\` asks for a step-up or a group, which no service client can give, so this can never fail; remove it`,
    ];
  const exposure = "service" in who ? access.clients.get(who.service)!.exposure : client?.exposure;
  if (exposure === "external" && access.scopes.get(name)?.exposure === "internal")
    return [
      `\`${name}\` is internal and the client external: the check refuses such a file anyway, so this can never fail; remove it`,
    ];
  return [];
}

function isEverCallable(access: Access, { access: asked }: Route): boolean {
  const left = callableByService(access, asked);
  return left?.kind === "scopes" && left.scopes.length > 0;
}

function answered(powers: Powers, who: Somebody, name: string, at: string | undefined): Answer {
  if (!isRoute(name)) return powers.scopes(who, [name], at);
  const answers = routesNamed(powers.access, name).map((route) => powers.route(who, route, at));
  return answers.find(({ granted }) => granted) ?? answers[0]!;
}

function failure(who: string, name: string, expected: "can" | "cannot", { because, trace }: Answer): Failure {
  const message = expected === "can" ? `${who} cannot ${name}: ${because}` : `${who} can ${name}: ${because}`;
  return { message, trace };
}

function failuresOf({ verb, who, at, what, together }: Sentence, powers: Powers): Failure[] {
  const { access } = powers;
  const named = who.map((some) => ({ name: some.join(" + "), who: somebody(some, access)! }));
  const hold = (one: (typeof named)[number], name: string, expected: "can" | "cannot") => {
    const answer = answered(powers, one.who, name, at);
    return answer.granted === (expected === "can") ? [] : [failure(one.name, name, expected, answer)];
  };
  switch (verb) {
    case "step-up":
      return what.flatMap((name) => withoutStepUp(name, powers));
    case "exactly": {
      const all = what.every(isRoute) ? [...closedRoutes(access), ...what] : [...access.scopes.keys()];
      return named.flatMap((one) =>
        [...new Set(all)].flatMap((name) => hold(one, name, what.includes(name) ? "can" : "cannot")),
      );
    }
    case "only": {
      const others = everybody(access, at).filter(({ name }) => !named.some((one) => one.name === name));
      return what.flatMap((name) => [
        ...named.flatMap((one) => hold(one, name, "can")),
        ...others.flatMap((one) => hold(one, name, "cannot")),
      ]);
    }
    default: {
      const expected = verb === "never" ? "cannot" : "can";
      const people = named.length === 0 ? everybody(access, at) : named;
      if (!together) return people.flatMap((one) => what.flatMap((name) => hold(one, name, expected)));
      return people.flatMap((one) => {
        const answer = powers.scopes(one.who, what, at);
        return answer.granted === (expected === "can")
          ? []
          : [failure(one.name, `${what.join(" + ")} in one request`, expected, answer)];
      });
    }
  }
}

function withoutStepUp(name: string, { access }: Powers): Failure[] {
  const isGuarded = (scope: string) => access.scopes.get(scope)!.stepUp !== undefined;
  const fail = (message: string) => [{ message, trace: [] }];
  if (!isRoute(name)) return isGuarded(name) ? [] : fail(`\`${name}\` has no \`stepUp\``);
  return routesNamed(access, name).flatMap(({ access: asked }) => {
    if (asked.kind === "public") return fail(`\`${name}\` is public`);
    return asked.scopes.some(isGuarded) ? [] : fail(`none of the scopes of \`${name}\` has a \`stepUp\``);
  });
}

function columnsOf({ of, only }: ExpectationTable, access: Access): string[] {
  if (only !== undefined) return only;
  return of === "scopes" ? [...access.scopes.keys()] : closedRoutes(access);
}

/** Routes that are not public, by `METHOD /path`. */
function closedRoutes(access: Access): string[] {
  const closed = [...routesOf(access).values()].filter((route) => route.access.kind === "scopes");
  return [...new Set(closed.map(({ key }) => key))];
}

function problemsOfTable(table: ExpectationTable, { access }: Powers): string[] {
  const columns = columnsOf(table, access);
  if (columns.length === 0) return [`there are no ${table.of}, so the table can never fail; remove it`];
  const who = Object.keys(table.rows).map((name) => name.split("+").map((part) => part.trim()));
  const listed = Object.values(table.rows).flat();
  const unknown = unknownNames(who, table.at, [...new Set([...columns, ...listed])], access);
  if (unknown.length > 0) return unknown;
  if (Object.keys(table.rows).length === 0 && everybody(access).length === 0)
    return ["there is nobody, so the table can never fail"];
  const beside = listed.filter((name) => !columns.includes(name));
  return beside.map((name) => `\`${name}\` is listed in a row and is none of the table's columns`);
}

/** What is not listed must be refused: to those in the rows, and to everybody else. */
function failuresOfTable(table: ExpectationTable, powers: Powers): Failure[] {
  const { access } = powers;
  const rows = new Map(
    Object.entries(table.rows).map(([name, listed]) => [
      name
        .split("+")
        .map((part) => part.trim())
        .join(" + "),
      listed,
    ]),
  );
  const others = everybody(access, table.at).filter(({ name }) => !rows.has(name));
  const all = [
    ...[...rows].map(([name, listed]) => ({ name, who: somebody(name.split(" + "), access)!, listed })),
    ...others.map((one) => ({ ...one, listed: [] as string[] })),
  ];
  return all.flatMap(({ name, who, listed }) =>
    columnsOf(table, access).flatMap((column) => {
      const expected = listed.includes(column) ? "can" : "cannot";
      const answer = answered(powers, who, column, table.at);
      return answer.granted === (expected === "can") ? [] : [failure(name, column, expected, answer)];
    }),
  );
}
