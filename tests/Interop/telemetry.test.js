'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { Message } = require('azure-iot-device');
const { Emulator } = require('./emulator');
const { connectModule, createDevice, deviceConnectionString, DeviceClient, Http, hubTransports } = require('./clients');

let emulator;
let key;

before(async () => {
  emulator = await Emulator.start('127.0.1.5');
  key = await createDevice(emulator, 'kiln');
});
after(() => emulator.stop());

function reading(temperature) {
  const message = new Message(JSON.stringify({ temperature }));
  message.contentType = 'application/json';
  message.contentEncoding = 'utf-8';
  message.messageId = `reading-${temperature}`;
  message.properties.add('alarm', 'too-hot');
  return message;
}

function readingWithAnyText(temperature) {
  const message = reading(temperature);
  message.properties.add('a b', 'c/d & e');
  return message;
}

for (const [name, transport] of Object.entries(hubTransports)) {
  test(`a module's telemetry over ${name} is acknowledged`, async () => {
    const client = await connectModule(emulator, 'kiln', key, `sender-${transport.name}`, transport);
    await Promise.all([20, 21, 22].map((temperature) => client.sendEvent(readingWithAnyText(temperature))));
    await client.sendOutputEvent('hot', reading(900));
    await client.close();
  });

  test(`a device's telemetry over ${name} is acknowledged`, async () => {
    const client = DeviceClient.fromConnectionString(deviceConnectionString(emulator.host, 'kiln', key), transport);
    await client.open();
    await client.sendEvent(reading(23));
    await client.close();
  });
}

test("a device's telemetry over HTTPS is accepted, alone and in a batch", async () => {
  const client = DeviceClient.fromConnectionString(deviceConnectionString(emulator.host, 'kiln', key), Http);
  await client.open();
  await client.sendEvent(reading(24));
  await client.sendEventBatch([reading(25), reading(26)]);
  await client.close();
});

test('a message of more than 256 KiB is not accepted', async () => {
  const client = await connectModule(emulator, 'kiln', key, 'large');
  await assert.rejects(client.sendEvent(new Message(Buffer.alloc(256 * 1024 + 1))));
  await client.close();
});
