/** Every method of a REST API has an authorizer, or says by name why anybody may call it. */
import { read } from "../read";
import { UNKNOWN, type ResourceRule } from "../rule";
import { METHOD } from "../types";

/** How a method says that it is public: its `operationName` begins so, and the reason follows. */
const PUBLIC = /^public: \S/;

const OPEN = "has no authorization: give it an authorizer, or the `operationName` `public: <reason>`";
const UNFIT = (type: string) => `has the authorization \`${type}\`, which asks for no token of Okta's: use CUSTOM`;
const NO_AUTHORIZER = "names no authorizer: give its `authorizerId`";
const BOTH = "says that it is public and has an authorizer: remove one of the two";

type Props = Readonly<Record<string, unknown>>;

export const methodAuthorizedOrPublic: ResourceRule = {
  policy: {
    name: "method-authorized-or-public",
    description: "A method of a REST API has an authorizer, or says by name why it is public.",
    enforcementLevel: "mandatory",
    severity: "critical",
    validateResource: ({ type, name, props }, reportViolation) => {
      if (type !== METHOD) return;
      for (const problem of methodProblems(props)) reportViolation(`the method \`${name}\` ${problem}`);
    },
  },
  cases: {
    passes: [
      {
        title: "lets methods pass that have the authorizer or say why they are public",
        resources: [
          { type: METHOD, props: { httpMethod: "GET", authorization: "CUSTOM", authorizerId: "x" } },
          {
            type: METHOD,
            props: { httpMethod: "OPTIONS", authorization: "NONE", operationName: "public: preflight of a browser" },
          },
        ],
        violations: [],
      },
    ],
    refuses: [
      {
        title: "refuses an open method, whether it says nothing or gives no reason",
        resources: [
          { type: METHOD, name: "a", props: { authorization: "NONE" } },
          { type: METHOD, name: "b", props: { authorization: "NONE", operationName: "public: " } },
        ],
        violations: [`the method \`a\` ${OPEN}`, `the method \`b\` ${OPEN}`],
      },
      {
        title: "refuses an authorization that asks for no token of Okta's",
        resources: [{ type: METHOD, name: "a", props: { authorization: "AWS_IAM" } }],
        violations: [`the method \`a\` ${UNFIT("AWS_IAM")}`],
      },
      {
        title: "refuses a method without its authorizer, and one that calls itself public and is not",
        resources: [
          { type: METHOD, name: "a", props: { authorization: "CUSTOM" } },
          {
            type: METHOD,
            name: "b",
            props: { authorization: "CUSTOM", authorizerId: "x", operationName: "public: no" },
          },
        ],
        violations: [`the method \`a\` ${NO_AUTHORIZER}`, `the method \`b\` ${BOTH}`],
      },
    ],
    unknown: [
      {
        title: "lets an authorizer pass that is not known yet, and refuses an open method of a resource to come",
        resources: [
          { type: METHOD, name: "a", props: { authorization: "CUSTOM", authorizerId: UNKNOWN } },
          { type: METHOD, name: "b", props: { resourceId: UNKNOWN, authorization: "NONE" } },
        ],
        violations: [`the method \`b\` ${OPEN}`],
      },
    ],
  },
};

function methodProblems(props: Props): string[] {
  const authorization = read(() => props["authorization"] ?? "NONE");
  if (!authorization.known) return [];
  const saysPublic = read(() => PUBLIC.test(String(props["operationName"] ?? "")));
  if (authorization.value === "NONE") return saysPublic.known && !saysPublic.value ? [OPEN] : [];
  if (authorization.value !== "CUSTOM") return [UNFIT(String(authorization.value))];
  const authorizer = read(() => props["authorizerId"] ?? "");
  return [
    ...(saysPublic.known && saysPublic.value ? [BOTH] : []),
    ...(authorizer.known && authorizer.value === "" ? [NO_AUTHORIZER] : []),
  ];
}
