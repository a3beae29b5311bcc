/** An access policy names its clients: `ALL_CLIENTS` would also serve every client that is yet to come. */
import { isKnownEmpty, knownItems } from "../read";
import { UNKNOWN, type ResourceRule, SERVER_POLICY } from "../rule";

const ALL = "the policy is for ALL_CLIENTS, which is every client there is and will be: name the clients";
const NONE = "the policy names no client: name the clients that it is for";

export const noAllClients: ResourceRule = {
  policy: {
    name: "no-all-clients",
    description: "An access policy names the clients that it is for.",
    enforcementLevel: "mandatory",
    severity: "critical",
    validateResource: ({ type, props }, reportViolation) => {
      if (type !== SERVER_POLICY) return;
      if (isKnownEmpty(props, "clientWhitelists")) reportViolation(NONE);
      if (knownItems(props, "clientWhitelists").includes("ALL_CLIENTS")) reportViolation(ALL);
    },
  },
  cases: {
    passes: [
      {
        title: "lets a policy pass that names its clients",
        resources: [{ type: SERVER_POLICY, props: { clientWhitelists: ["0oa1"] } }],
        violations: [],
      },
    ],
    refuses: [
      {
        title: "refuses a policy for all clients",
        resources: [{ type: SERVER_POLICY, props: { clientWhitelists: ["ALL_CLIENTS"] } }],
        violations: [ALL],
      },
      {
        title: "refuses a policy without clients",
        resources: [{ type: SERVER_POLICY, props: { clientWhitelists: [] } }],
        violations: [NONE],
      },
    ],
    unknown: [
      {
        title: "lets clients pass that are not known yet",
        resources: [{ type: SERVER_POLICY, props: { clientWhitelists: [UNKNOWN] } }],
        violations: [],
      },
      {
        title: "refuses all clients beside a client that is not known yet",
        resources: [{ type: SERVER_POLICY, props: { clientWhitelists: [UNKNOWN, "ALL_CLIENTS"] } }],
        violations: [ALL],
      },
    ],
  },
};
