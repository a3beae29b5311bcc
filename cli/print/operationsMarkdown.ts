/** Who may call which operation at which client, as a Markdown table: one row a route, one column a client. */
import type { Access, Api, Route } from "../../model/file";
import { CLIENT_TYPES } from "../../model/okta";
import { routeRequirement } from "../../model/routes";
import { whoCanCall } from "../../model/ask";

/** The protected routes of every API, and the public ones below with their reasons. */
export function operationsMarkdown(access: Access): string {
  const clients = [...access.clients.values()].filter(({ ceiling }) => ceiling.length > 0).map(({ key }) => key);
  const routes = [...access.apis.values()].flatMap((api) => api.routes.map((route) => ({ api, route })));
  const closed = routes.filter(({ route }) => route.access.kind === "scopes");
  return [
    line(["operation", "scopes", ...clients.map((key) => `\`${key}\``)]),
    `|${" --- |".repeat(clients.length + 2)}`,
    ...closed.map(({ api, route }) => line(row(access, api, route, clients))),
    "",
    "An empty cell: refused. `yes`: the client itself, for it has no users. Groups: whose members may, at that client.",
    "`+`: after a step-up. `*`: also only with a group that the route names.",
    "",
    ...routes.flatMap(({ api, route: { key, access: open } }) =>
      open.kind === "public" ? [`- public: \`${api.key}\` \`${key}\`: ${open.reason}`] : [],
    ),
  ].join("\n");
}

function row(access: Access, api: Api, route: Route, clients: readonly string[]): string[] {
  const { principals } = whoCanCall(access, route.key).find((each) => each.api === api.key)!;
  const requirement = routeRequirement(access, api, route);
  const marks = `${requirement?.stepUp ? " +" : ""}${requirement?.groups ? " *" : ""}`;
  const cells = clients.map((key) => {
    const mine = principals.filter(({ client }) => client === key);
    if (mine.length === 0) return "";
    if (!CLIENT_TYPES[access.clients.get(key)!.type].hasUsers) return "yes";
    return [...new Set(mine.map(({ groups }) => groups.join(" and ")))].join(", ");
  });
  return [`\`${route.key}\`${marks}`, scopesOf(route), ...cells];
}

function scopesOf({ access }: Route): string {
  if (access.kind === "public") return "";
  return access.scopes.map((scope) => `\`${scope}\``).join(access.match === "all" ? " and " : " or ");
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
