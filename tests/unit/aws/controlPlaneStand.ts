/** A local AWS with an HTTP API, a function and an issuer, for the specs about the control plane. */
import assert from "node:assert/strict";
import { startIssuer, type TestIssuer } from "../guard/tokens";
import { ECHO, startApi, type TestApi } from "./localApi";

export interface ControlPlane {
  readonly api: TestApi;
  readonly issuer: TestIssuer;
  /** The API's path. */
  readonly base: string;
  /** The id of an integration with the function `echo`. */
  readonly integration: string;
  /** Asserts that a call is answered with this status and this message: a text is all of the body. */
  refused(method: string, path: string, body: unknown, status: number, message: string | RegExp): Promise<void>;
  /** The body that makes a JWT authorizer of the issuer. */
  jwt(more?: Record<string, unknown>): Record<string, unknown>;
  close(): Promise<void>;
}

export async function startControlPlane(): Promise<ControlPlane> {
  const issuer = await startIssuer([]);
  const api = await startApi();
  return {
    api,
    issuer,
    base: `/v2/apis/${api.apiId}`,
    integration: await api.lambda("echo", ECHO),
    async refused(method, path, body, status, message) {
      const answer = await api.call(method, path, body);
      if (typeof message === "string") assert.deepEqual(answer, { status, body: { message } });
      else {
        assert.equal(answer.status, status);
        assert.match(answer.body.message as string, message);
      }
    },
    jwt: (more = {}) => ({
      name: "okta",
      authorizerType: "JWT",
      identitySource: ["$request.header.Authorization"],
      jwtConfiguration: { issuer: issuer.issuer, audience: ["api://admin"] },
      ...more,
    }),
    async close() {
      await api.aws.close();
      await issuer.close();
    },
  };
}
