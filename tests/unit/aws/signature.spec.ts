/** Signatures as the local AWS verifies them: AWS's published test suite, and everything that a request may be tampered with. */
import assert from "node:assert/strict";
import { readSignature, verifySignature, type ReceivedRequest } from "../../../local/aws/dataPlane/signature";

const TIME = "20150830T123600Z";
const NOW = Date.parse("2015-08-30T12:36:00Z");
const KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const HOST = ["Host", "example.amazonaws.com"];
const DATE = ["X-Amz-Date", TIME];

const authorization = (
  signedHeaders: string,
  hex: string,
  credential = "AKIDEXAMPLE/20150830/us-east-1/service/aws4_request",
) => ["Authorization", `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${hex}`];

function verify(request: Partial<ReceivedRequest>, now = NOW, key = KEY) {
  const whole = { method: "POST", path: "/", rawHeaders: [], body: Buffer.alloc(0), ...request };
  const signature = readSignature(whole, "service", now);
  verifySignature(whole, signature, key);
  return signature;
}

const VANILLA = "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b";
const vanilla = { rawHeaders: [...HOST, ...DATE, ...authorization("host;x-amz-date", VANILLA)] };

describe("signatures that the local AWS verifies", () => {
  const suite: [string, Partial<ReceivedRequest>][] = [
    ["post-vanilla", vanilla],
    [
      "post-x-www-form-urlencoded",
      {
        rawHeaders: [
          "Content-Type",
          "application/x-www-form-urlencoded",
          ...HOST,
          ...DATE,
          ...authorization(
            "content-type;host;x-amz-date",
            "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
          ),
        ],
        body: Buffer.from("Param1=value1"),
      },
    ],
    [
      "get-header-key-duplicate",
      {
        method: "GET",
        rawHeaders: [
          ...HOST,
          ...["My-Header1", "value2", "My-Header1", "value2", "My-Header1", "value1"],
          ...DATE,
          ...authorization(
            "host;my-header1;x-amz-date",
            "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
          ),
        ],
      },
    ],
    [
      "get-header-value-trim",
      {
        method: "GET",
        rawHeaders: [
          ...HOST,
          ...["My-Header1", " value1", "My-Header2", ' "a   b   c"'],
          ...DATE,
          ...authorization(
            "host;my-header1;my-header2;x-amz-date",
            "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
          ),
        ],
      },
    ],
  ];
  for (const [name, request] of suite) {
    it(`takes ${name} of AWS's test suite`, () => {
      const { accessKeyId, region } = verify(request);
      assert.deepEqual([accessKeyId, region], ["AKIDEXAMPLE", "us-east-1"]);
    });
  }

  const MISMATCH =
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
  const tampered: [string, () => unknown][] = [
    ["another method", () => verify({ ...vanilla, method: "GET" })],
    ["another path", () => verify({ ...vanilla, path: "/x" })],
    ["another body", () => verify({ ...vanilla, body: Buffer.from("{}") })],
    ["another key", () => verify(vanilla, NOW, `${KEY}x`)],
    ["another host", () => verify({ rawHeaders: ["Host", "example.com", ...vanilla.rawHeaders.slice(2)] })],
    [
      "another time within the limits",
      () =>
        verify({
          rawHeaders: [...HOST, "X-Amz-Date", "20150830T123601Z", ...authorization("host;x-amz-date", VANILLA)],
        }),
    ],
    [
      "another region",
      () =>
        verify({
          rawHeaders: [
            ...HOST,
            ...DATE,
            ...authorization("host;x-amz-date", VANILLA, "AKIDEXAMPLE/20150830/eu-west-1/service/aws4_request"),
          ],
        }),
    ],
    [
      "a signed header that is not there",
      () => verify({ rawHeaders: [...HOST, ...DATE, ...authorization("host;x-amz-date;x-other", VANILLA)] }),
    ],
    [
      "a changed signature",
      () => verify({ rawHeaders: [...HOST, ...DATE, ...authorization("host;x-amz-date", VANILLA.replace("5", "6"))] }),
    ],
    [
      "half a signature",
      () => verify({ rawHeaders: [...HOST, ...DATE, ...authorization("host;x-amz-date", VANILLA.slice(0, 32))] }),
    ],
    [
      "a signature in capitals",
      () => verify({ rawHeaders: [...HOST, ...DATE, ...authorization("host;x-amz-date", VANILLA.toUpperCase())] }),
    ],
  ];
  for (const [what, attempt] of tampered) {
    it(`refuses a request with ${what}`, () =>
      assert.throws(attempt, { type: "InvalidSignatureException", message: MISMATCH }));
  }

  it("takes a clock that is five minutes off, and refuses one that is a second more", () => {
    const minutes = 5 * 60_000;
    verify(vanilla, NOW + minutes);
    verify(vanilla, NOW - minutes);
    assert.throws(() => verify(vanilla, NOW + minutes + 1_000), {
      type: "InvalidSignatureException",
      message: "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)",
    });
    assert.throws(() => verify(vanilla, NOW - minutes - 1_000), {
      type: "InvalidSignatureException",
      message:
        "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)",
    });
  });

  const scoped = (credential: string) => ({
    rawHeaders: [...HOST, ...DATE, ...authorization("host;x-amz-date", VANILLA, credential)],
  });
  const malformed: [string, Partial<ReceivedRequest>, string, string][] = [
    [
      "no signature",
      { rawHeaders: HOST },
      "MissingAuthenticationTokenException",
      "Request is missing Authentication Token",
    ],
    [
      "a bearer token",
      { rawHeaders: [...HOST, ...DATE, "Authorization", "Bearer abc"] },
      "IncompleteSignatureException",
      "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter.",
    ],
    [
      "no date",
      { rawHeaders: [...HOST, ...authorization("host", VANILLA)] },
      "IncompleteSignatureException",
      "Authorization header requires existence of a 'X-Amz-Date' header.",
    ],
    [
      "a date of another form",
      { rawHeaders: [...HOST, "X-Amz-Date", "2015-08-30", ...authorization("host;x-amz-date", VANILLA)] },
      "IncompleteSignatureException",
      "Date must be in ISO-8601 'basic format'. Got '2015-08-30'. See http://en.wikipedia.org/wiki/ISO_8601",
    ],
    [
      "a host that is not signed",
      { rawHeaders: [...HOST, ...DATE, ...authorization("x-amz-date", VANILLA)] },
      "InvalidSignatureException",
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    ],
    [
      "an operation that is not signed",
      { rawHeaders: [...vanilla.rawHeaders, "X-Amz-Target", "DynamoDB_20120810.GetItem"] },
      "InvalidSignatureException",
      "'x-amz-target' must be a 'SignedHeader' in the AWS Authorization.",
    ],
    [
      "another algorithm",
      { rawHeaders: vanilla.rawHeaders.map((text) => text.replace("SHA256", "SHA1")) },
      "IncompleteSignatureException",
      "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1' (only AWS4-HMAC-SHA256 for now).",
    ],
    [
      "a credential in part",
      scoped("AKIDEXAMPLE/20150830/us-east-1/service"),
      "IncompleteSignatureException",
      "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term",
    ],
    [
      "a credential for another service, another day and no region",
      scoped("AKIDEXAMPLE/20150829/here/iam/aws3_request"),
      "InvalidSignatureException",
      "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'service'. Credential should be scoped with a valid terminator: 'aws4_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150829' != '20150830', from '20150830T123600Z'.",
    ],
  ];
  for (const [what, request, type, message] of malformed) {
    it(`refuses a request with ${what}`, () => assert.throws(() => verify(request), { type, message }));
  }
});
