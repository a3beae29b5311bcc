/** A decision in words: what is granted or refused, by which rule, for how long, with which claims, and why not by the others. */
import { answerTo, type CanIAnswer } from "../../model/ask";
import type { Client } from "../../model/file";
import { AccessError } from "../../model/findings";
import { CLIENT_TYPES, GRANTS, type GrantKey } from "../../model/okta";
import { code, codes, h, table } from "./dom";
import type { World } from "./world";

/** What is asked. */
export interface Asked {
  readonly groups: readonly string[];
  readonly client: string;
  readonly grant: GrantKey;
  readonly scopes: readonly string[];
}

/** The answer to one question, or the mistakes for which nothing can be answered. */
export function decisionOn(world: World, asked: Asked): HTMLElement {
  return told(() => decisionView(answerTo(world.access, world.plan(), asked), world, asked));
}

/** What cannot be computed says why in its place. */
export function told(make: () => HTMLElement): HTMLElement {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return h("pre", { class: "card bad", tabindex: 0 }, error.message);
  }
}

function decisionView(answer: CanIAnswer, { access }: World, { client, grant }: Asked): HTMLElement {
  const { decision, trace, otherPolicies, effective, advice } = answer;
  const steps = trace.map(({ policy, rule, matched, because }) => [
    matched ? "yes" : "no",
    code(rule === undefined ? policy : `${policy} / ${rule}`),
    because,
  ]);
  const none =
    otherPolicies > 0 &&
    trace.length === 0 &&
    decision.decision === "denied" &&
    decision.reason === "no_matching_policy";
  const why = none
    ? h("p", {}, `None of the ${otherPolicies} policies is for this client.`)
    : steps.length === 0
      ? undefined
      : table(`Rules that were looked at for ${client}`, ["matched", "rule", "because"], steps);
  if (decision.decision === "denied") {
    return h(
      "div",
      {},
      h(
        "p",
        { class: "card bad" },
        "Denied at ",
        code(client),
        ` with ${grant}: `,
        code(decision.error),
        ` (${decision.reason}). ${decision.errorDescription}`,
      ),
      advice !== undefined && h("p", {}, advice),
      why,
    );
  }
  const { rule, tokenMinutes, scopes, claims, consentNeeded } = decision;
  const marks = scopes.flatMap((name) => {
    const stepUp = access.scopes.get(name)?.stepUp;
    return stepUp === undefined
      ? []
      : [
          h(
            "li",
            {},
            code(name),
            ": only after signing in with ",
            code(stepUp.acr),
            ` at most ${stepUp.maxAge} seconds ago`,
          ),
        ];
  });
  return h(
    "div",
    {},
    h(
      "p",
      { class: "card good" },
      "Granted at ",
      code(client),
      ` with ${grant} by rule ${rule.priority} `,
      code(rule.name),
      " of policy ",
      code(rule.policy),
      `, for ${tokenMinutes} minutes.`,
    ),
    h(
      "p",
      {},
      "Scopes: ",
      codes(scopes),
      effective === undefined ? "" : ["; of these the gateway counts: ", codes(effective)],
    ),
    h("p", {}, "Claims in the access token: ", codes(claims.access), "; in the ID token: ", codes(claims.id), "."),
    consentNeeded.length > 0 && h("p", {}, "The user is asked for consent to: ", codes(consentNeeded)),
    marks.length > 0 && h("ul", {}, marks),
    why,
  );
}

/** Of whom a cell of the matrix is. */
export interface Subject {
  readonly name: string;
  readonly kind: string;
  readonly groups: readonly string[];
}

/** What a cell is about. */
export interface Topic {
  readonly scopes: readonly string[];
  readonly match: "any" | "all";
  readonly route?: { readonly access: { readonly kind: string; readonly groups?: readonly string[] } };
}

/** The decisions behind a cell of the matrix: at each client that may ever ask for it. */
export function decisionsOn(world: World, subject: Subject, topic: Topic): HTMLElement[] {
  const requests = topic.match === "all" ? [topic.scopes] : topic.scopes.map((scope) => [scope]);
  const decisions = requests.flatMap((scopes) =>
    [...world.access.clients.values()].flatMap((client) => {
      const grant = grantFor(client, subject);
      const possible = grant !== undefined && scopes.every((scope) => client.ceiling.includes(scope));
      return possible ? [decisionOn(world, { groups: subject.groups, client: client.key, grant, scopes })] : [];
    }),
  );
  return [
    ...requirement(topic),
    ...(decisions.length === 0 ? [h("p", { class: "card bad" }, "No client may ever ask for this here.")] : decisions),
  ];
}

function requirement({ route, scopes, match }: Topic): HTMLElement[] {
  if (route === undefined) return [];
  const groups = route.access.groups ?? [];
  return [
    h(
      "p",
      {},
      match === "all" ? "The route asks for all of " : "The route asks for one of ",
      codes(scopes),
      groups.length === 0 ? "." : [", and for a group that matches ", codes(groups), "."],
    ),
  ];
}

function grantFor(client: Client, { kind, name }: Subject): GrantKey | undefined {
  if (kind === "service") return client.key === name ? client.grants.find((grant) => !GRANTS[grant].user) : undefined;
  return CLIENT_TYPES[client.type].hasUsers ? client.grants.find((grant) => GRANTS[grant].user) : undefined;
}
