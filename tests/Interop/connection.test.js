'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { NoRetry } = require('azure-iot-common');
const { Message, SharedAccessKeyAuthenticationProvider, SharedAccessSignatureAuthenticationProvider } = require('azure-iot-device');
const { Emulator } = require('./emulator');
const clients = require('./clients');
const { createDevice, createModule, hubTransports, listen, ModuleClient, next, randomKey, registryOfOwner, report, token } = clients;

let emulator;
let key;

before(async () => {
  emulator = await Emulator.start('127.0.1.8');
  key = await createDevice(emulator, 'line');
});
after(() => emulator.stop());

const desire = async (moduleId, desired) => (await registryOfOwner(emulator).getModuleTwin('line', moduleId)).responseBody.update({ properties: { desired } });

for (const [name, transport] of Object.entries(hubTransports)) {
  test(`a renewed token keeps the subscriptions over ${name}, though the SDK does not subscribe again`, async () => {
    const moduleId = `renewing-${transport.name}`;
    const connectionString = await createModule(emulator, 'line', key, moduleId);
    const provider = SharedAccessKeyAuthenticationProvider.fromConnectionString(connectionString, 3600, 900);
    const client = ModuleClient.fromAuthenticationProvider(provider, transport);
    await client.open();
    const twin = await client.getTwin();
    const heard = listen(twin, 'properties.desired');
    await heard();
    await report(twin, { ready: true });

    const renewed = next(provider, 'newTokenAvailable');
    provider.setTokenRenewalValues(3601, 900);
    await renewed;
    await report(twin, { renewed: true });

    await desire(moduleId, { after: 'renewal' });
    assert.strictEqual((await heard()).after, 'renewal');
    await client.sendEvent(new Message('{}'));
    await client.close();
  });

  test(`a second connection of a module takes over from the first over ${name}`, async () => {
    const connectionString = await createModule(emulator, 'line', key, `twice-${transport.name}`);
    const first = ModuleClient.fromConnectionString(connectionString, transport);
    first.setRetryPolicy(new NoRetry());
    await first.open();
    const lost = next(first, 'disconnect');
    const second = ModuleClient.fromConnectionString(connectionString, transport);
    await second.open();
    await lost;
    await second.sendEvent(new Message('{}'));
    await second.close();
  });

  test(`a wrong key, an expired token, a missing module and another's token are refused over ${name}`, async () => {
    const moduleId = `refused-${transport.name}`;
    const connectionString = await createModule(emulator, 'line', key, moduleId);
    const open = (provider) => {
      const client = ModuleClient.fromAuthenticationProvider(provider, transport);
      client.setRetryPolicy(new NoRetry());
      return client.open();
    };
    const withKey = (text) => SharedAccessKeyAuthenticationProvider.fromConnectionString(text);
    const moduleKey = connectionString.split('SharedAccessKey=')[1];
    const resource = `${emulator.host}/devices/line/modules/${moduleId}`;
    const unauthorized = { name: 'UnauthorizedError' };

    await assert.rejects(open(withKey(connectionString.replace(moduleKey, randomKey()))), unauthorized);
    await assert.rejects(open(withKey(connectionString.replace(moduleId, 'missing'))), unauthorized);
    await assert.rejects(open(SharedAccessSignatureAuthenticationProvider.fromSharedAccessSignature(token(resource, moduleKey, Math.floor(Date.now() / 1000) - 900))), unauthorized);
    await assert.rejects(open(SharedAccessSignatureAuthenticationProvider.fromSharedAccessSignature(token(resource, key))), unauthorized);
  });

  test(`a module over ${name} outlives a killed emulator: its session, its subscriptions and its twin are still there`, async () => {
    const moduleId = `survivor-${transport.name}`;
    const client = ModuleClient.fromConnectionString(await createModule(emulator, 'line', key, moduleId), transport);
    await client.open();
    const twin = await client.getTwin();
    const heard = listen(twin, 'properties.desired');
    await heard();
    client.onMethod('alive', (request, response) => response.send(200, 'yes'));
    await report(twin, { before: 'the crash' });

    await emulator.restart();

    // The SDK connects again by itself when it is asked for something; it never subscribes to the twin again.
    await client.sendEvent(new Message('{"after":"the crash"}'));
    await desire(moduleId, { after: 'the crash' });
    assert.strictEqual((await heard()).after, 'the crash');
    const seen = (await registryOfOwner(emulator).getModuleTwin('line', moduleId)).responseBody;
    assert.strictEqual(seen.properties.reported.before, 'the crash');
    const service = require('azure-iothub').Client.fromConnectionString(emulator.owner);
    const { result } = await service.invokeDeviceMethod('line', moduleId, { methodName: 'alive', responseTimeoutInSeconds: 20 });
    assert.strictEqual(result.payload, 'yes');
    await client.close();
  });
}
