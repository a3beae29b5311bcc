/** The settings of the two providers, under the providers' own names. */
import { z } from "zod";
import { isRegion } from "../../../model/routes";
import { endpoint, flag, judged, loopbackAddress, secretText, structured, text, texts, wholeNumber } from "./fields";

/** Settings of the Okta provider, as it names them. Whether they go together: `oktaCredentials.ts`. */
export const oktaSettings = {
  "okta:orgName": text(
    /^[a-z0-9][a-z0-9-]*$/i,
    "must be the org's name without its domain, such as `example-dev`",
  ).optional(),
  "okta:baseUrl": text(
    /^[a-z0-9-]+(\.[a-z0-9-]+)+$/,
    "must be a domain, such as `okta.com` or `oktapreview.com`",
  ).optional(),
  "okta:httpProxy": loopbackAddress.optional(),
  "okta:apiToken": secretText.optional(),
  "okta:clientId": text(/^\S+$/, "must be the client id of a service application").optional(),
  "okta:privateKeyId": text(/^\S+$/, "must be the `kid` of the service application's key").optional(),
  "okta:privateKey": secretText.optional(),
  "okta:scopes": texts(
    /^okta\.[A-Za-z.]+$/,
    "must be a scope of the org's own API, such as `okta.apps.manage`",
  ).optional(),
  "okta:backoff": flag.optional(),
  "okta:maxRetries": wholeNumber(0, 100).optional(),
  "okta:minWaitSeconds": wholeNumber(0, 300).optional(),
  "okta:maxWaitSeconds": wholeNumber(0, 3600).optional(),
  "okta:parallelism": wholeNumber(1, 100).optional(),
  "okta:requestTimeout": wholeNumber(0, 300).optional(),
  "okta:maxApiCapacity": wholeNumber(1, 100).optional(),
};

const REGION = "must be a region, such as `eu-central-1`";
const region = judged((text) => (isRegion(text) ? undefined : REGION), REGION);

/** Settings of the AWS provider, as it names them. Only a stack that has something in AWS must have a region. */
export const awsSettings = (hasAws: boolean) => ({
  "aws:region": hasAws ? region : region.optional(),
  "aws:profile": text(/^\S+$/, "must be the name of a profile in your AWS configuration").optional(),
  "aws:allowedAccountIds": texts(/^\d{12}$/, "must be an account id: 12 digits, in quotes").optional(),
  "aws:endpoints": structured(z.array(z.record(z.string(), endpoint))).optional(),
  "aws:skipCredentialsValidation": flag.optional(),
  "aws:skipMetadataApiCheck": flag.optional(),
  "aws:skipRegionValidation": flag.optional(),
  "aws:skipRequestingAccountId": flag.optional(),
});
