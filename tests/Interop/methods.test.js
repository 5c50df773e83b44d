'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { Client: ServiceClient } = require('azure-iothub');
const { Emulator } = require('./emulator');
const { connectModule, createDevice, createModule, deviceConnectionString, DeviceClient, hubTransports, report } = require('./clients');

let emulator;
let key;
let service;

before(async () => {
  emulator = await Emulator.start('127.0.1.7');
  key = await createDevice(emulator, 'robot');
  service = ServiceClient.fromConnectionString(emulator.owner);
});
after(() => emulator.stop());

/** Serves a method; resolves when the hub knows of the subscription. */
async function serve(client, method, respond) {
  const handle = (request, response) => respond(request, (status, payload) => response.send(status, payload));
  client.onMethod ? client.onMethod(method, handle) : client.onDeviceMethod(method, handle);
  await report(await client.getTwin(), { serves: method });
}

const invoke = async (deviceId, ...target) => (await service.invokeDeviceMethod(deviceId, ...target)).result;

for (const [name, transport] of Object.entries(hubTransports)) {
  test(`a method goes to a module and its answer comes back over ${name}`, async () => {
    const moduleId = `arm-${transport.name}`;
    const client = await connectModule(emulator, 'robot', key, moduleId, transport);
    await serve(client, 'move', (request, answer) => answer(207, { moved: request.payload.by }));

    const result = await invoke('robot', moduleId, { methodName: 'move', payload: { by: 3 }, responseTimeoutInSeconds: 20 });
    assert.deepStrictEqual([result.status, result.payload], [207, { moved: 3 }]);
    await client.close();
  });

  test(`a method goes to a device and its answer comes back over ${name}`, async () => {
    const client = DeviceClient.fromConnectionString(deviceConnectionString(emulator.host, 'robot', key), transport);
    await client.open();
    await serve(client, 'stop', (request, answer) => answer(200, request.payload));

    const result = await invoke('robot', { methodName: 'stop', payload: 'now', responseTimeoutInSeconds: 20 });
    assert.deepStrictEqual([result.status, result.payload], [200, 'now']);
    await client.close();
  });
}

test('many methods at once each get their own answer', async () => {
  const client = await connectModule(emulator, 'robot', key, 'many');
  await serve(client, 'echo', (request, answer) => answer(200, request.payload));
  const results = await Promise.all([...Array(20).keys()].map((n) => invoke('robot', 'many', { methodName: 'echo', payload: n, responseTimeoutInSeconds: 20 })));
  assert.deepStrictEqual(results.map((result) => result.payload), [...Array(20).keys()]);
  await client.close();
});

test('a method that nobody serves ends with 504 after its time', async () => {
  const client = await connectModule(emulator, 'robot', key, 'silent');
  await serve(client, 'known', (request, answer) => answer(200));
  await assert.rejects(invoke('robot', 'silent', { methodName: 'unknown', responseTimeoutInSeconds: 5 }), { name: 'GatewayTimeoutError' });
  await client.close();
});

test('a method to a module that is not connected, or to none at all, is refused', async () => {
  await createModule(emulator, 'robot', key, 'absent');
  await assert.rejects(invoke('robot', 'absent', { methodName: 'any', responseTimeoutInSeconds: 5 }), { message: 'Not found' });
  await assert.rejects(invoke('robot', 'nobody', { methodName: 'any', responseTimeoutInSeconds: 5 }), { name: 'DeviceNotFoundError' });
});
