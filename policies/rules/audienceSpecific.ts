/** An authorization server has one audience of its own: a token for one product must not be good for another. */
import { isKnownEmpty, knownItems, read } from "../read";
import { UNKNOWN, type ResourceRule, SERVER } from "../rule";

const NONE = "the server has no audience: give it one of its own, such as `api://orders`";
const SEVERAL = "the server has 2 audiences: give it exactly one";
const DEFAULT = "the audience `api://default` is that of the org's default server: give it one of its own";
const BLANK = "the audience is blank: give it one of its own, such as `api://orders`";

export const audienceSpecific: ResourceRule = {
  policy: {
    name: "audience-specific",
    description: "An authorization server has exactly one audience, which is not that of the default server.",
    enforcementLevel: "mandatory",
    severity: "high",
    validateResource: ({ type, props }, reportViolation) => {
      if (type !== SERVER) return;
      if (isKnownEmpty(props, "audiences")) reportViolation(NONE);
      const count = read(() => (props["audiences"] as unknown[] | undefined)?.length ?? 0);
      if (count.known && count.value > 1) reportViolation(SEVERAL.replace("2", String(count.value)));
      const audiences = knownItems(props, "audiences").map((audience) => String(audience).trim().toLowerCase());
      if (audiences.includes("api://default")) reportViolation(DEFAULT);
      if (audiences.includes("")) reportViolation(BLANK);
    },
  },
  cases: {
    passes: [
      {
        title: "lets one audience pass",
        resources: [{ type: SERVER, props: { audiences: ["api://orders"] } }],
        violations: [],
      },
    ],
    refuses: [
      {
        title: "refuses a server without an audience",
        resources: [{ type: SERVER, props: { audiences: [] } }],
        violations: [NONE],
      },
      {
        title: "refuses two audiences",
        resources: [{ type: SERVER, props: { audiences: ["api://orders", "api://users"] } }],
        violations: [SEVERAL],
      },
      {
        title: "refuses the default server's audience, however it is written",
        resources: [
          { type: SERVER, props: { audiences: ["api://default"] } },
          { type: SERVER, props: { audiences: [" API://default"] } },
        ],
        violations: [DEFAULT, DEFAULT],
      },
      {
        title: "refuses a blank audience",
        resources: [{ type: SERVER, props: { audiences: [" "] } }],
        violations: [BLANK],
      },
    ],
    unknown: [
      {
        title: "lets an audience pass that is not known yet",
        resources: [
          { type: SERVER, props: { audiences: [UNKNOWN] } },
          { type: SERVER, props: { audiences: UNKNOWN } },
        ],
        violations: [],
      },
      {
        title: "refuses two audiences of which one is not known yet",
        resources: [{ type: SERVER, props: { audiences: [UNKNOWN, "api://users"] } }],
        violations: [SEVERAL],
      },
    ],
  },
};
