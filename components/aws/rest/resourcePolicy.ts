/** Who may reach a REST API at all, whatever the token: only over TLS, only its stage, only from the given addresses. */
import type { DocumentArgs, Json } from "./openApi";

/** The name of the one stage, which is the first part of the paths at the address that AWS gives. */
export const STAGE_NAME = "live";

/** The policy. `execute-api:/` stands for the API's own ARN, which is not known before the API is. */
export function resourcePolicy({ network }: Pick<DocumentArgs, "network">): Json {
  const cidrs = network?.allowedCidrs;
  const deny = [
    { Bool: { "aws:SecureTransport": "false" } },
    ...(cidrs === undefined ? [] : [{ NotIpAddress: { "aws:SourceIp": cidrs } }]),
  ];
  const common = { Principal: "*", Action: "execute-api:Invoke" };
  return {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", ...common, Resource: `execute-api:/${STAGE_NAME}/*` },
      ...deny.map((Condition) => ({ Effect: "Deny", ...common, Resource: "execute-api:/*", Condition })),
    ],
  };
}
