/** Every rule of a load balancer checks a token or signs people in before it forwards, or says why anybody may call. */
import { read } from "../read";
import { UNKNOWN, type ResourceRule, LISTENER, LISTENER_RULE } from "../rule";

const OPEN = "forwards without a check: begin with `jwt-validation` or `authenticate-oidc`, or give the tag `public`";
const LAX = "lets requests pass that nobody has signed in for: leave `onUnauthenticatedRequest` out";
const DEFAULT = "forwards what no rule names: let its default action answer by itself";

/** Actions by which a request leaves the load balancer for a target. */
const FORWARDS = "forward";
const CHECKS: readonly unknown[] = ["jwt-validation", "authenticate-oidc"];

type Props = Readonly<Record<string, unknown>>;

export const listenerRuleAuthorizedOrPublic: ResourceRule = {
  policy: {
    name: "listener-rule-authorized-or-public",
    description: "A load balancer's rule checks who calls before it forwards, or says by a tag why it is public.",
    enforcementLevel: "mandatory",
    severity: "critical",
    validateResource: ({ type, name, props }, reportViolation) => {
      if (type === LISTENER_RULE) {
        for (const problem of ruleProblems(props)) reportViolation(`the listener rule \`${name}\` ${problem}`);
      }
      if (type === LISTENER && actionsOf(props, "defaultActions").some((action) => action["type"] === FORWARDS)) {
        reportViolation(`the listener \`${name}\` ${DEFAULT}`);
      }
    },
  },
  cases: {
    passes: [
      {
        title: "lets rules pass that check, that answer by themselves, and that say why they are open",
        resources: [
          { type: LISTENER_RULE, props: { actions: [{ type: "jwt-validation" }, { type: "forward" }] } },
          { type: LISTENER_RULE, props: { actions: [{ type: "authenticate-oidc" }, { type: "forward" }] } },
          { type: LISTENER_RULE, props: { actions: [{ type: "fixed-response" }] } },
          { type: LISTENER_RULE, props: { actions: [{ type: "forward" }], tags: { public: "load balancer probe" } } },
          { type: LISTENER, props: { defaultActions: [{ type: "fixed-response" }] } },
        ],
        violations: [],
      },
    ],
    refuses: [
      {
        title: "refuses a rule that forwards without a check, with a check afterwards, and without a reason",
        resources: [
          { type: LISTENER_RULE, name: "a", props: { actions: [{ type: "forward" }] } },
          {
            type: LISTENER_RULE,
            name: "b",
            props: {
              actions: [
                { type: "jwt-validation", order: 2 },
                { type: "forward", order: 1 },
              ],
            },
          },
          { type: LISTENER_RULE, name: "c", props: { actions: [{ type: "forward" }], tags: { public: " " } } },
        ],
        violations: ["a", "b", "c"].map((name) => `the listener rule \`${name}\` ${OPEN}`),
      },
      {
        title: "refuses a sign-in that one may leave out",
        resources: [
          {
            type: LISTENER_RULE,
            name: "a",
            props: {
              actions: [
                { type: "authenticate-oidc", authenticateOidc: { onUnauthenticatedRequest: "allow" } },
                { type: "forward" },
              ],
            },
          },
        ],
        violations: [`the listener rule \`a\` ${LAX}`],
      },
      {
        title: "refuses a listener that forwards what no rule names",
        resources: [{ type: LISTENER, name: "a", props: { defaultActions: [{ type: "forward" }] } }],
        violations: [`the listener \`a\` ${DEFAULT}`],
      },
    ],
    unknown: [
      {
        title: "looks at actions whose target and issuer are not known yet",
        resources: [
          {
            type: LISTENER_RULE,
            name: "a",
            props: {
              actions: [
                { type: "jwt-validation", jwtValidation: { issuer: UNKNOWN } },
                { type: "forward", targetGroupArn: UNKNOWN },
              ],
            },
          },
          {
            type: LISTENER_RULE,
            name: "b",
            props: { listenerArn: UNKNOWN, actions: [{ type: "forward", targetGroupArn: UNKNOWN }] },
          },
        ],
        violations: [`the listener rule \`b\` ${OPEN}`],
      },
    ],
  },
};

function ruleProblems(props: Props): string[] {
  const actions = actionsOf(props, "actions");
  const forward = actions.findIndex(({ type }) => type === FORWARDS);
  if (forward < 0) return [];
  const before = actions.slice(0, forward).filter(({ type }) => CHECKS.includes(type));
  const reason = read(() => String((props["tags"] as Props | undefined)?.["public"] ?? ""));
  if (before.length === 0) return reason.known && reason.value.trim() === "" ? [OPEN] : [];
  return before.some(isLax) ? [LAX] : [];
}

function isLax({ authenticateOidc }: Props): boolean {
  const mode = read(() => (authenticateOidc as Props | undefined)?.["onUnauthenticatedRequest"]);
  return mode.known && mode.value === "allow";
}

/** The actions in the order in which they happen, as far as they are known. */
function actionsOf(props: Props, property: string): Props[] {
  const list = read(() => (props[property] ?? []) as readonly Props[]);
  if (!list.known) return [];
  return [...list.value].sort((a, b) => Number(a["order"] ?? 0) - Number(b["order"] ?? 0));
}
