/** `access who-can`: which groups, at which client, can have a scope or call a route? */
import type { Access } from "../../model/file";
import { nearest } from "../../model/findings";
import { type Principal, whoCanCall, whoCanHave } from "../../model/ask";
import { json, UsageError, type Register } from "../io";
import { loadModel, type ModelOptions } from "../loadModel";
import { withModelOptions } from "../options";
import { principalsText, type WhoCanAnswer } from "../print/answers";

/** Adds `access who-can`. */
export const whoCan: Register = (program, io, done) => {
  withModelOptions(program.command("who-can"))
    .description("which groups, at which client, can have a scope or call a route?")
    .argument("<what>", 'a scope, or a route as "METHOD /path"')
    .addHelpText(
      "after",
      '\nExamples: access who-can users:read\n          access who-can "POST /users/{id}/deactivate"',
    )
    .action((what: string, options: ModelOptions & { json?: boolean }) => {
      const answers = answersTo(loadModel(options), what);
      const principals = answers.flatMap((answer) => answer.principals);
      io.out(options.json ? json({ principals: distinct(principals) }) : answers.map(principalsText).join("\n\n"));
      done(principals.length > 0 || answers.some((answer) => answer.public !== undefined) ? 0 : 1);
    });
};

function answersTo(access: Access, what: string): WhoCanAnswer[] {
  if (!what.includes(" ")) return [{ what, principals: whoCanHave(access, [knownScope(access, what)]) }];
  const callers = whoCanCall(access, what);
  if (callers.length === 0) throw unknown("route", what, routeKeys(access));
  return callers.map(({ api, route, principals }) => ({
    what: `${api} ${route.key}`,
    ...(route.access.kind === "public" ? { public: route.access.reason } : { groups: route.access.groups }),
    principals,
  }));
}

function knownScope(access: Access, scope: string): string {
  if (access.scopes.has(scope)) return scope;
  throw unknown("scope", scope, [...access.scopes.keys()]);
}

function routeKeys(access: Access): string[] {
  return [...access.apis.values()].flatMap(({ routes }) => routes.map(({ key }) => key));
}

function unknown(kind: string, name: string, defined: readonly string[]): UsageError {
  const near = nearest(name, defined);
  return new UsageError(
    `there is no ${kind} \`${name}\`${near ? `; did you mean \`${near}\`?` : ""} (defined: ${defined.join(", ") || "none"})`,
  );
}

/** Two routes of one name, in two APIs, may be open to the same people. */
function distinct(principals: readonly Principal[]): Principal[] {
  return [...new Map(principals.map((principal) => [JSON.stringify(principal), principal])).values()];
}
