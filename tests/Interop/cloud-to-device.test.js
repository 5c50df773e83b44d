'use strict';

// The service client over AMQP, and what becomes of its messages.

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { Client: ServiceClient } = require('azure-iothub');
const { Message } = require('azure-iot-common');
const { createDevice, deviceConnectionString, DeviceClient, Mqtt, next } = require('./clients');
const { Emulator } = require('./emulator');

let emulator;
let service;

before(async () => {
  // The service client knows no other port.
  emulator = await Emulator.start('127.0.1.13', '--amqp-port', '5671');
  service = ServiceClient.fromConnectionString(emulator.owner);
  await service.open();
});
after(async () => {
  await service?.close();
  await emulator.stop();
});

// Its promise resolves with the receiver in a wrapper for HTTP.
const feedbackReceiver = () => new Promise((resolve, reject) => {
  service.getFeedbackReceiver((error, receiver) => (error ? reject(error) : resolve(receiver)));
});

/** What the next feedback tells, completed. */
async function nextFeedback(receiver) {
  const message = await next(receiver, 'message');
  await receiver.complete(message);
  return JSON.parse(message.data);
}

test('a message that a service sends reaches the device with all that it says, and its sender is told', async () => {
  const key = await createDevice(emulator, 'valve-1');
  const receiver = await feedbackReceiver();
  const feedback = nextFeedback(receiver);
  const message = new Message('{"open":true}');
  message.messageId = 'first';
  message.correlationId = 'order-7';
  message.contentType = 'application/json';
  message.contentEncoding = 'utf-8';
  message.ack = 'full';
  message.properties.add('valve', 'a b&c');
  await service.send('valve-1', message);

  const device = DeviceClient.fromConnectionString(deviceConnectionString(emulator.host, 'valve-1', key), Mqtt);
  try {
    await device.open();
    const received = await next(device, 'message');
    await device.complete(received);
    assert.equal(received.data.toString(), '{"open":true}');
    assert.equal(received.messageId, 'first');
    assert.equal(received.correlationId, 'order-7');
    assert.equal(received.contentType, 'application/json');
    assert.equal(received.contentEncoding, 'utf-8');
    assert.equal(received.properties.getValue('valve'), 'a b&c');
    const [told] = await feedback;
    assert.deepEqual([told.originalMessageId, told.deviceId, told.statusCode], ['first', 'valve-1', 'Success']);
    assert.ok(told.deviceGenerationId);
  } finally {
    await device.close();
  }
});

test('a message whose time is over is told as expired', async () => {
  await createDevice(emulator, 'sleeper');
  const receiver = await feedbackReceiver();
  const feedback = nextFeedback(receiver);
  const message = new Message('late');
  message.messageId = 'second';
  message.ack = 'negative';
  message.expiryTimeUtc = Date.now() + 300;
  await service.send('sleeper', message);
  const [told] = await feedback;
  assert.deepEqual([told.originalMessageId, told.statusCode], ['second', 'Expired']);
});

test('a device that does not exist and a full queue are refused as the client knows it', async () => {
  await assert.rejects(service.send('nobody', new Message('x')), { name: 'DeviceNotFoundError' });
  await createDevice(emulator, 'full');
  for (let i = 0; i < 50; i++) {
    await service.send('full', new Message('x'));
  }

  await assert.rejects(service.send('full', new Message('x')), { name: 'DeviceMaximumQueueDepthExceededError' });
});

test('a policy that may only connect devices opens nothing', async () => {
  const stranger = ServiceClient.fromConnectionString(emulator.owner.replace('iothubowner', 'device'));
  await assert.rejects(stranger.open(), (error) => error.amqpError.name === 'UnauthorizedError');
});
