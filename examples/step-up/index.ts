/** The stack: everything that `access.ts` calls for, declared in Okta and AWS. */
import { declareStack } from "okta-api-access";
import access from "./access";

export const {
  issuer,
  discoveryUrl,
  authorizeUrl,
  tokenUrl,
  jwksUrl,
  audience,
  apiUrls,
  clientIds,
  groupIds,
  accessMatrix,
} = declareStack({ access, handlers: `${__dirname}/handlers` });
