/** Where the backends of a stack are: what exists already, to which routes lead by a name. */
import { z } from "zod";
import type { Access, Route } from "../../../model/file";
import type { Finding } from "../../../model/findings";
import {
  ARNS,
  AWS_LIMITS,
  type Backend,
  BACKEND_KINDS,
  backendKind,
  backendPlaceProblems,
  backendProblem,
  backendsOf,
  type Place,
} from "../../../model/routes";
import { judged, missingOr, plainUrl, secretText, structured, text } from "./fields";

const SETTING = "okta-api-access:backends";
const SECRETS = "okta-api-access:backendSecrets";

const SECRET_MIN = 32;
const ONE_OF = `must have exactly one of ${BACKEND_KINDS.map((kind) => `\`${kind}\``).join(", ")}`;

const vpcLink = z
  .strictObject({
    id: text(/^[a-z0-9]+$/, "must be the id of a VPC link of HTTP APIs, such as `a1b2c3`"),
    listenerArn: text(ARNS.listener.pattern, ARNS.listener.allowed).optional(),
    serviceArn: text(ARNS.service.pattern, ARNS.service.allowed).optional(),
    tlsServerName: text(
      /^([a-z0-9-]+\.)+[a-z0-9-]+$/i,
      "must be the name in the backend's certificate, such as `orders.internal.example.com`",
    ).optional(),
  })
  .refine(({ listenerArn, serviceArn }) => (listenerArn === undefined) !== (serviceArn === undefined), {
    error: "must have exactly one of `listenerArn`, `serviceArn`",
  });

function backendSchema(isLocal: boolean) {
  return z
    .strictObject(
      {
        url: judged((value) => baseProblem(value, isLocal)).optional(),
        functionArn: text(ARNS.function.pattern, ARNS.function.allowed).optional(),
        targetGroupArn: text(ARNS.targetGroup.pattern, ARNS.targetGroup.allowed).optional(),
        vpcLink: vpcLink.optional(),
      },
      { error: missingOr(`${ONE_OF}, since a route leads to it`) },
    )
    .refine((backend) => BACKEND_KINDS.filter((kind) => backend[kind] !== undefined).length === 1, { error: ONE_OF });
}

/** The settings' schemas. Every backend that a route names has an entry, and no other has one. */
export function backendSettings(access: Access, isLocal: boolean) {
  const names = backendsOf(access);
  const list = names.map((one) => `\`${one}\``).join(", ");
  const ofBackends = <T extends z.ZodType>(schema: T) =>
    z.strictObject(Object.fromEntries(names.map((name) => [name, schema])), {
      error: (issue) =>
        issue.code === "unrecognized_keys" && names.length === 0
          ? "is of no use: no route leads to a backend; leave it out"
          : missingOr(`must say where the backends are to which routes lead: ${list}`)(issue),
    });
  const backends = structured(ofBackends(backendSchema(isLocal)));
  const secrets = structured(ofBackends(secret.optional()));
  return {
    [SETTING as "okta-api-access:backends"]: names.length === 0 ? backends.default({}) : backends,
    [SECRETS as "okta-api-access:backendSecrets"]: secrets.default({}),
  };
}

/** It stands in a header, and between the quotes of a REST API's document. */
const secret = z
  .string({ error: "must be a text" })
  .regex(/^[A-Za-z0-9_-]+$/, { error: "must be of letters, digits, `_` and `-`: it is sent in a header" })
  .min(SECRET_MIN, { error: `must have ${SECRET_MIN} characters at least` })
  .max(AWS_LIMITS.mappedValue, { error: `must have ${AWS_LIMITS.mappedValue} characters at most` })
  .pipe(secretText);

/** A base, to which a path is appended. */
function baseProblem(value: string, isLocal: boolean): string | undefined {
  const url = plainUrl(value);
  const isOwn = url?.protocol === "http:" && url.hostname === "127.0.0.1" && url.port !== "";
  if (isOwn && !isLocal) return "must begin with `https://`: an address of this machine is for the `local` stack alone";
  const protectedWay = url?.protocol === "https:" || isOwn;
  if (url === undefined || !protectedWay || url.search !== "" || url.hash !== "" || /[?#]/.test(value)) {
    return "must be a base with https, such as `https://orders.internal.example.com/v1`, without a user name, a query and a `#`";
  }
  if (url.href.replace(/\/$/, "") !== value.replace(/\/$/, ""))
    return `must be written as \`${url.href.replace(/\/$/, "")}\``;
  return undefined;
}

/** Those backends of a stack that are right in themselves, whatever is wrong with the rest. */
export function readableBackends(value: unknown, isLocal: boolean): Record<string, Backend> {
  const given = structured(z.record(z.string(), z.unknown())).safeParse(value);
  const read = Object.entries(given.data ?? {}).flatMap(([name, entry]) => {
    const { data } = backendSchema(isLocal).safeParse(entry);
    return data === undefined ? [] : [[name, data] as const];
  });
  return Object.fromEntries(read);
}

/** What only a look at access file, region and accounts together shows. */
export function backendFindings(
  { backends, secrets }: { backends: Named<Backend>; secrets: Named<unknown> },
  access: Access,
  place: Place,
): Finding[] {
  const shown = Object.entries(secrets).flatMap(([name, value]): Finding[] => {
    const kind = value === undefined ? undefined : backendKind(backends[name] ?? {});
    if (kind !== "functionArn" && kind !== "targetGroupArn") return [];
    const message = `is of no use: nothing can be shown to a backend with \`${kind}\`; leave it out`;
    return [{ ...error(name, message), path: `${SECRETS}.${name}` }];
  });
  const placed = Object.entries(backends).flatMap(([name, backend = {}]): Finding[] => {
    const leading = [...access.apis.values()].filter((api) =>
      api.routes.some(({ target }) => "backend" in target && target.backend === name),
    );
    const wrong = leading.flatMap(({ key, profile, routes }) => {
      const problem = backendProblem(backend, profile) ?? tooLong(backend, routes);
      return problem === undefined ? [] : [`${problem} (the API \`${key}\`)`];
    });
    return [
      ...wrong.map((message) => error(name, message)),
      ...backendPlaceProblems(backend, place).map(({ field, message }) => error(`${name}.${field}`, message)),
    ];
  });
  return [...placed, ...shown];
}

type Named<T> = Readonly<Record<string, T | undefined>>;

function tooLong({ url = "" }: Backend, routes: readonly Route[]): string | undefined {
  const longest = Math.max(0, ...routes.map(({ path }) => path.length));
  const { urlLength } = AWS_LIMITS;
  if (url.length + longest <= urlLength) return undefined;
  return `makes addresses of ${url.length + longest} characters, and API Gateway takes ${urlLength}`;
}

const error = (at: string, message: string): Finding => ({
  rule: "settings",
  level: "error",
  path: `${SETTING}.${at}`,
  message,
});

/** Fields at a path below one of these settings, for the suggestion behind an unknown one. */
export function backendKeysAt(access: Access, setting: string, rest: readonly PropertyKey[]): readonly string[] {
  if (rest.length === 0) return backendsOf(access);
  if (setting !== "backends") return [];
  if (rest.length === 1) return BACKEND_KINDS;
  return rest[1] === "vpcLink" ? ["id", "listenerArn", "serviceArn", "tlsServerName"] : [];
}
