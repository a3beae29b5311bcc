/** Amazon resource names of the one local account, and matching against the patterns that policies use. */

/** The local account's number. No real account has it. */
export const ACCOUNT_ID = "000000000000";
export const DEFAULT_REGION = "us-east-1";

export const apiArn = (region: string, apiId: string) => `arn:aws:apigateway:${region}::/apis/${apiId}`;
export const executionArn = (region: string, apiId: string) => `arn:aws:execute-api:${region}:${ACCOUNT_ID}:${apiId}`;
export const functionArn = (region: string, name: string) => `arn:aws:lambda:${region}:${ACCOUNT_ID}:function:${name}`;
export const roleArn = (name: string) => `arn:aws:iam::${ACCOUNT_ID}:role/${name}`;
export const logGroupArn = (region: string, name: string) => `arn:aws:logs:${region}:${ACCOUNT_ID}:log-group:${name}`;

/** The form in which API Gateway takes a function: `invokeArn` of the provider. */
export const invokeArn = (region: string, arn: string) =>
  `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;

/** A function's own ARN, from that or from the form for API Gateway; undefined for anything else. */
export function functionOf(uri: string): string | undefined {
  const inner = /^arn:aws:apigateway:[a-z0-9-]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(uri)?.[1];
  const arn = inner ?? uri;
  return /^arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9_-]+$/.test(arn) ? arn : undefined;
}

/** `*` stands for any run of characters, also across `/`; `?` for one. As in the `ArnLike` condition of a policy. */
export function arnMatches(pattern: string, arn: string): boolean {
  let p = 0;
  let a = 0;
  let star = -1;
  let resume = 0;
  while (a < arn.length) {
    if (pattern[p] === "*") {
      star = p++;
      resume = a;
    } else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === arn[a])) {
      p++;
      a++;
    } else if (star !== -1) {
      p = star + 1;
      a = ++resume;
    } else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}
