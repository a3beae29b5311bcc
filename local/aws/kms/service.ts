/** Key Management Service's row in the table of the data plane: Sign, by a key's ARN or id. */
import { sign } from "node:crypto";
import { notModelled } from "../awsError";
import { type Call, type DataService, type Prepared, readTexts } from "../dataPlane/dataService";
import { ServiceError } from "../dataPlane/serviceError";
import { find } from "../resources/store";
import { KEY_KIND, keyArn } from "./key";

/** Bytes of a message that is sent as it is. Source: KMS, Sign, `Message`. */
const MESSAGE_MAX = 4_096;

const notFound = (message: string) => new ServiceError("NotFoundException", message);
const invalid = (message: string) => new ServiceError("ValidationException", message);

const TITLE = "Key Management Service";
const KNOWN = ["KeyId", "Message", "MessageType", "SigningAlgorithm"];
const ALGORITHM = "RSASSA_PKCS1_V1_5_SHA_256";

export const kms: DataService = {
  title: TITLE,
  name: "kms",
  target: "TrentService",
  contentType: "application/x-amz-json-1.1",
  commonErrors: "",
  operations: {
    Sign(call) {
      const { KeyId = "", Message, MessageType = "RAW", SigningAlgorithm } = readTexts(call, TITLE, KNOWN);
      if (MessageType !== "RAW") throw notModelled("signatures of a digest");
      if (SigningAlgorithm !== ALGORITHM) throw notModelled(`signatures but ${ALGORITHM}`);
      return prepared(call, KeyId, messageOf(Message));
    },
  },
};

function messageOf(text: string | undefined): Buffer {
  const message = Buffer.from(text ?? "", "base64");
  if (message.length < 1 || message.length > MESSAGE_MAX)
    throw invalid("1 validation error detected: Value at 'message' failed to satisfy constraint");
  return message;
}

function prepared({ world, region }: Call, given: string, message: Buffer): Prepared {
  const arn = given.startsWith("arn:") ? given : keyArn(region, given);
  const [, at, id = ""] = /^arn:aws:kms:([a-z0-9-]+):\d{12}:key\/([\w-]+)$/.exec(arn) ?? [];
  return {
    resource: arn,
    run() {
      const key = world.signingKeys.get(id);
      const declared = find(world, KEY_KIND, id);
      if (key === undefined || declared?.region !== at || at !== region) throw notFound(`Key '${arn}' does not exist`);
      return { KeyId: arn, Signature: sign("sha256", message, key).toString("base64"), SigningAlgorithm: ALGORITHM };
    },
  };
}
