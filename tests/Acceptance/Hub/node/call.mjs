// Makes the calls that standard input lists with the real SDK and prints what each returned or failed with.
import { NotificationHubsClient } from "@azure/notification-hubs";
import { text } from "node:stream/consumers";

const { connectionString, hub, calls } = JSON.parse(await text(process.stdin));
const client = new NotificationHubsClient(connectionString, hub, { retryOptions: { maxRetries: 0 } });
const plain = { requestOptions: { allowInsecureConnection: true } };

const answers = [];
for (const [method, ...args] of calls) {
  const takesOptions = method.startsWith("send");
  const given = takesOptions ? [...args.slice(0, -1), { ...args.at(-1), ...plain }] : [...args, plain];
  try {
    answers.push({ value: (await client[method](...given)) ?? null });
  } catch (fault) {
    answers.push({ status: fault.statusCode ?? 0, message: String(fault.message), retryAfter: fault.response?.headers.get("retry-after") ?? null });
  }
}
console.log(JSON.stringify(answers));
