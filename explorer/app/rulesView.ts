/** The rules in the order in which Okta reads them, and what each scope brings: claims, lifetime, step-up. */
import { rulesInWords } from "../../model/ask";
import { isDerived } from "../../model/compile";
import { releasedClaims, serverFromPlan } from "../../model/evaluate";
import { OPENID } from "../../model/okta";
import { told } from "./answers";
import { code, codes, h, table, ticked } from "./dom";
import type { World } from "./world";

export function rulesView(world: World): HTMLElement {
  return h(
    "div",
    {},
    told(() => rules(world)),
    told(() => scopes(world)),
    clients(world),
  );
}

function rules({ access, plan }: World): HTMLElement {
  const derived = plan().groups.filter(isDerived);
  return h(
    "section",
    {},
    h("h2", {}, "Rules, in the order in which Okta reads them"),
    table(
      "Rules",
      ["policy", "priority", "rule", "what it is there for"],
      rulesInWords(access, plan()).map(({ policy, priority, name, says }) => [
        code(policy),
        priority,
        code(name),
        ticked(says),
      ]),
    ),
    h("h3", {}, "Groups that the compiler adds"),
    table(
      "Groups that the compiler adds",
      ["group", "members of all of"],
      derived.map(({ name, allOf }) => [code(name), codes(allOf)]),
    ),
  );
}

function scopes({ access, plan }: World): HTMLElement {
  const { claims } = serverFromPlan(plan());
  const rows = [...access.scopes.values()].map(({ name, description, sensitivity, tokenMinutes, stepUp, implies }) => {
    const released = releasedClaims(claims, [name, OPENID]);
    return [
      code(name),
      description,
      sensitivity,
      `${tokenMinutes} minutes`,
      stepUp === undefined
        ? ""
        : [h("span", { class: "plus-mark" }, "step-up"), " ", code(stepUp.acr), `, at most ${stepUp.maxAge} s ago`],
      codes(released.access),
      codes(released.id),
      codes(implies, ""),
    ];
  });
  const head = [
    "scope",
    "description",
    "sensitivity",
    "token lives",
    "step-up",
    "claims in the access token",
    "in the ID token",
    "implies",
  ];
  return h("section", {}, h("h2", {}, "What each scope brings"), table("Scopes", head, rows));
}

function clients({ access }: World): HTMLElement {
  const rows = [...access.clients.values()].map((client) => {
    const { refreshLifetimes: refresh } = client;
    return [
      code(client.key),
      client.type,
      client.exposure,
      client.grants.join(", "),
      client.tokenMinutes === undefined ? "as the scopes say" : `at most ${client.tokenMinutes} minutes`,
      refresh === undefined ? "none" : `${refresh.minutes} minutes, unused ${refresh.idleMinutes}`,
      client.enforcement === "gateway" ? "the gateway" : "Okta",
    ];
  });
  const head = ["client", "type", "exposure", "grants", "access tokens live", "refresh tokens live", "who narrows"];
  return h("section", {}, h("h2", {}, "Clients"), table("Clients", head, rows));
}
