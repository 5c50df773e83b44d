'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { NoRetry } = require('azure-iot-common');
const { Message, SharedAccessKeyAuthenticationProvider, SharedAccessSignatureAuthenticationProvider } = require('azure-iot-device');
const { Emulator } = require('./emulator');
const { createDevice, createModule, hubTransports, ModuleClient, next, randomKey, token } = require('./clients');

let emulator;
let key;

before(async () => {
  emulator = await Emulator.start('127.0.1.8');
  key = await createDevice(emulator, 'line');
});
after(() => emulator.stop());

for (const [name, transport] of Object.entries(hubTransports)) {
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
}
