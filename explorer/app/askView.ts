/** Can I, and who can: the two directions of the question who may do what. */
import { type Principal, whoCanCall, whoCanHave } from "../../model/ask";
import type { Access } from "../../model/file";
import { GRANTS, type GrantKey } from "../../model/okta";
import { decisionOn } from "./answers";
import { boxes, code, codes, h, labelled, select, table } from "./dom";
import type { World } from "./world";

export function askView(world: World): HTMLElement {
  return h("div", {}, canI(world), whoCan(world.access));
}

function canI(world: World): HTMLElement {
  const { access, data } = world;
  const result = h("section", { "aria-live": "polite", "aria-label": "Answer to “Can I”" });
  const groups = boxes("Groups of the user", [...access.groups.keys()]);
  const scopeBoxes = new Map(
    [...access.clients.values()].map((one) => [
      one.key,
      boxes("Scopes to ask for", [...one.oidcScopes, ...one.ceiling]),
    ]),
  );
  const scopes = h("div", {});
  const grant = select([]);
  const clientOf = () => access.clients.get(client.value)!;
  const clientChanged = () => {
    const { grants, key } = clientOf();
    grant.replaceChildren(...grants.map((one) => h("option", { value: one }, one)));
    scopes.replaceChildren(scopeBoxes.get(key)!.element);
    grantChanged();
  };
  const grantChanged = () => {
    const isForPeople = GRANTS[grant.value as GrantKey].user;
    groups.element.hidden = !isForPeople;
    personField.hidden = !isForPeople || Object.keys(data.people).length === 0;
  };
  grant.addEventListener("change", grantChanged);
  const client = select(
    [...access.clients.keys()].map((key) => [key, key] as const),
    clientChanged,
  );
  const person = select(
    [["", "nobody in particular"], ...Object.keys(data.people).map((key) => [key, key] as const)],
    () => groups.choose(person.value === "" ? [] : data.people[person.value]!),
  );
  const personField = labelled("With the groups of", person);
  const ask = () => {
    const asked = {
      groups: groups.chosen(),
      client: client.value,
      grant: grant.value as GrantKey,
      scopes: scopeBoxes.get(client.value)!.chosen(),
    };
    result.replaceChildren(decisionOn(world, asked));
  };
  if (access.clients.size === 0) return h("p", {}, "The file has no client.");
  clientChanged();
  return h(
    "section",
    {},
    h("h2", {}, "Can I"),
    h(
      "p",
      { class: "quiet" },
      "Would Okta give a member of these groups these scopes, by which rule, and why not by the others?",
    ),
    h("div", { class: "fields" }, labelled("Client", client), labelled("Grant", grant), personField),
    h("div", { class: "fields" }, groups.element),
    h("div", { class: "fields" }, scopes),
    h("button", { type: "button", class: "main", click: ask }, "Ask"),
    result,
  );
}

function whoCan(access: Access): HTMLElement {
  const result = h("section", { "aria-live": "polite", "aria-label": "Answer to “Who can”" });
  const routes = [...access.apis.values()].flatMap((api) => api.routes.map(({ key }) => key));
  const options = [...access.scopes.keys(), ...new Set(routes)];
  const what = h("input", { type: "search", list: "things", autocomplete: "off", input: () => answer() });
  const answer = () => result.replaceChildren(...answersTo(access, what.value.trim()));
  return h(
    "section",
    {},
    h("h2", {}, "Who can"),
    h("p", { class: "quiet" }, "Which groups, at which client, can have a scope or call a route?"),
    h("div", { class: "fields" }, labelled("Scope, or METHOD /path", what)),
    h(
      "datalist",
      { id: "things" },
      options.map((value) => h("option", { value })),
    ),
    result,
  );
}

function answersTo(access: Access, what: string): HTMLElement[] {
  if (what === "") return [];
  if (access.scopes.has(what)) return [waysTable(what, whoCanHave(access, [what]))];
  const calls = what.includes(" ") ? whoCanCall(access, what) : [];
  if (calls.length === 0) return [h("p", { class: "quiet" }, "There is no such scope or route.")];
  return calls.map(({ api, route, principals }) => {
    const name = `${api} ${route.key}`;
    if (route.access.kind === "public")
      return h("p", { class: "card" }, code(name), ` is open to everybody: ${route.access.reason}`);
    const { groups } = route.access;
    const also =
      groups.length === 0 ? undefined : h("p", {}, "Who must also be in a group that matches ", codes(groups), ".");
    return h("div", {}, also, waysTable(name, principals));
  });
}

function waysTable(name: string, principals: readonly Principal[]): HTMLElement {
  if (principals.length === 0) return h("p", { class: "card" }, code(name), ": nobody");
  const rows = principals.map(({ groups, client, grant, scopes, stepUp }) => [
    groups.length === 0 ? "the client itself" : groups.flatMap((key, index) => [index === 0 ? "" : " and ", code(key)]),
    code(client),
    grant,
    codes(scopes),
    stepUp === null ? "" : [code(stepUp.acr), `, at most ${stepUp.maxAge} s ago`],
  ]);
  return table(`Who can: ${name}`, ["members of", "client", "grant", "asking for", "step-up"], rows);
}
