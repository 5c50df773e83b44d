'use strict';

const assert = require('node:assert');
const { execFile } = require('node:child_process');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { promisify } = require('node:util');
const { earliestEventPosition, EventHubConsumerClient } = require('@azure/event-hubs');
const { Message } = require('azure-iot-device');
const { connectModule, createDevice } = require('./clients');
const { Emulator } = require('./emulator');

const quickStart = path.join(process.env.REPOSITORY, 'samples/QuickStart/bin/Debug/net10.0/QuickStart.dll');
const patience = 30_000;

let emulator;

before(async () => {
  emulator = await Emulator.start('127.0.1.12', '--amqp-port', '0', '--consumer-group', 'dashboard', '--enroll', 'quickstart');
});
after(() => emulator.stop());

const connectionString = () => emulator.variable('MODULEID_EMULATOR_EVENTHUBS');

/** Runs the sample as its README does, against the emulator instead of its own. */
async function runQuickStart() {
  const settings = ['Provisioning__GlobalEndpoint', 'Provisioning__IdScope', 'Provisioning__RegistrationId', 'Provisioning__SymmetricKey__PrimaryKey',
    'Network__MqttPort', 'Network__HttpsPort', 'Network__TrustedRootPem'].map((name) => [`ModuleIdentities__${name}`, emulator.variable(`ModuleIdentities__${name}`)]);
  const environment = { ...process.env, ...Object.fromEntries(settings), ModuleIdentities__UseEmulator: 'false' };
  environment.ModuleIdentities__Network__TrustedRootPem = environment.ModuleIdentities__Network__TrustedRootPem.replaceAll('\\n', '\n');
  await promisify(execFile)('dotnet', [quickStart], { env: environment });
}

/** The first events that a consumer group reads from a position on, of all partitions, in the order of each. */
async function read(count, { group = '$Default', from = earliestEventPosition } = {}) {
  const client = new EventHubConsumerClient(group, connectionString());
  const events = [];
  try {
    await new Promise((resolve, reject) => {
      AbortSignal.timeout(patience).onabort = () => reject(new Error(`Only ${events.length} of ${count} events came.`));
      client.subscribe({
        processEvents: async (received) => {
          events.push(...received);
          if (events.length >= count) {
            resolve();
          }
        },
        processError: async (error) => reject(error),
      }, { startPosition: from });
    });
  } finally {
    await client.close();
  }

  return events;
}

const inOrder = (events) => events.toSorted((one, other) => one.sequenceNumber - other.sequenceNumber);

test('the Event Hubs client reads what the quick start sent, in two consumer groups, and from an offset', async () => {
  await runQuickStart();
  await runQuickStart();
  const [first, second] = inOrder(await read(2));
  for (const event of [first, second]) {
    assert.match(event.body.message, /^Hello from a module/);
    assert.strictEqual(event.contentType, 'application/json');
    assert.strictEqual(event.systemProperties.contentEncoding, 'utf-8');
    assert.strictEqual(event.systemProperties['iothub-connection-device-id'], 'quickstart');
    assert.strictEqual(event.systemProperties['iothub-connection-module-id'], 'modViaDps');
    assert.strictEqual(event.systemProperties['iothub-message-source'], 'Telemetry');
    assert.ok(Math.abs(event.enqueuedTimeUtc - Date.now()) < 600_000);
  }

  const other = inOrder(await read(2, { group: 'dashboard' }));
  assert.deepStrictEqual(other.map((event) => event.offset), [first.offset, second.offset]);
  const [next] = await read(1, { from: { offset: first.offset } });
  assert.strictEqual(next.offset, second.offset);
  const [same] = await read(1, { from: { sequenceNumber: second.sequenceNumber, isInclusive: true } });
  assert.strictEqual(same.offset, second.offset);
});

test("a sender's own properties come with the event", async () => {
  const key = await createDevice(emulator, 'kiln');
  const client = await connectModule(emulator, 'kiln', key, 'sender');
  const message = new Message(JSON.stringify({ temperature: 900 }));
  message.contentType = 'application/json';
  message.contentEncoding = 'utf-8';
  message.messageId = 'reading-1';
  message.correlationId = 'batch-7';
  message.properties.add('alarm', 'too hot & rising');
  const [{ lastEnqueuedSequenceNumber: before }] = await partitions();
  await client.sendEvent(message);
  await client.close();
  const [event] = (await read(1, { from: { sequenceNumber: before } })).filter((each) => each.systemProperties['iothub-connection-device-id'] === 'kiln');
  assert.deepStrictEqual(event.body, { temperature: 900 });
  assert.deepStrictEqual(event.properties, { alarm: 'too hot & rising' });
  assert.strictEqual(event.messageId, 'reading-1');
  assert.strictEqual(event.correlationId, 'batch-7');
});

/** What is known of each partition, the one with the newest event first. */
async function partitions() {
  const client = new EventHubConsumerClient('$Default', connectionString());
  const ids = await client.getPartitionIds();
  const all = await Promise.all(ids.map((id) => client.getPartitionProperties(id)));
  await client.close();
  return all.toSorted((one, other) => other.lastEnqueuedSequenceNumber - one.lastEnqueuedSequenceNumber);
}

/** Why a consumer group may not read a partition. */
async function refusal(group, connection) {
  const client = new EventHubConsumerClient(group, connection, { retryOptions: { maxRetries: 0 } });
  try {
    return await new Promise((resolve) => {
      client.subscribe('0', { processEvents: async () => {}, processError: async (error) => resolve(error) }, { startPosition: earliestEventPosition });
    });
  } finally {
    await client.close();
  }
}

test('a wrong key, and a consumer group that is not there, are refused', async () => {
  const wrong = connectionString().replace(/SharedAccessKey=[^;]*/, 'SharedAccessKey=d3Jvbmcga2V5');
  assert.strictEqual((await refusal('$Default', wrong)).code, 'UnauthorizedError');
  assert.strictEqual((await refusal('unknown', connectionString())).code, 'MessagingEntityNotFoundError');
});

test('a reader with a higher owner level drives the lower one away', async () => {
  const lower = new EventHubConsumerClient('$Default', connectionString());
  const higher = new EventHubConsumerClient('$Default', connectionString());
  const driven = new Promise((resolve) => {
    lower.subscribe('0', {
      processEvents: async () => {},
      processError: async (error) => resolve(error),
      processInitialize: async () => {
        higher.subscribe('0', { processEvents: async () => {}, processError: async () => {} }, { ownerLevel: 2, startPosition: earliestEventPosition });
      },
    }, { ownerLevel: 1, startPosition: earliestEventPosition });
  });
  const error = await driven;
  assert.strictEqual(error.code, 'ReceiverDisconnectedError');
  await Promise.all([lower.close(), higher.close()]);
});
