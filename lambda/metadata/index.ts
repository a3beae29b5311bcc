/** The function that answers with the metadata of an HTTP API (RFC 9728): the same for everybody, made once. */
import { protectedResourceMetadata, required, VARIABLES } from "../../guard";

const metadata = protectedResourceMetadata({
  resource: required(process.env, VARIABLES.resource),
  issuer: required(process.env, VARIABLES.issuer),
  requirements: [{ scopes: { any: JSON.parse(required(process.env, VARIABLES.scopes)) as string[] } }],
});

/** Of HTTP API's payload 2.0. */
const ANSWER = {
  statusCode: 200,
  headers: { "content-type": "application/json", "cache-control": "max-age=300" },
  body: JSON.stringify(metadata),
};

export function handler(): Promise<typeof ANSWER> {
  return Promise.resolve(ANSWER);
}
