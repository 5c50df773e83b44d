'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { Message } = require('azure-iot-device');
const { Client: ServiceClient } = require('azure-iothub');
const { ProvisioningServiceClient } = require('azure-iot-provisioning-service');
const { Emulator } = require('./emulator');
const clients = require('./clients');
const { derivedKey, hubTransports, listen, ModuleClient, provision, provisioningTransports, randomKey, registryOfDevice, registryOfOwner, report, values, withKey } = clients;

let emulator;
const groupKey = randomKey();

before(async () => {
  emulator = await Emulator.start('127.0.1.11');
  await ProvisioningServiceClient.fromConnectionString(emulator.provisioningOwner).createOrUpdateEnrollmentGroup({
    enrollmentGroupId: 'fleet', provisioningStatus: 'enabled',
    attestation: { type: 'symmetricKey', symmetricKey: { primaryKey: groupKey, secondaryKey: randomKey() } },
  });
});
after(() => emulator.stop());

for (const [byName, by] of Object.entries(provisioningTransports)) {
  for (const [overName, over] of Object.entries(hubTransports)) {
    test(`a device registers over ${byName}, makes its module, and the module lives over ${overName}`, async () => {
      const registrationId = `truck-${byName}-${overName}`.toLowerCase().replaceAll(' ', '-');
      const deviceKey = derivedKey(groupKey, registrationId);
      const { assignedHub, deviceId } = await provision(emulator.host, withKey(registrationId, deviceKey), by);

      // With no more than the key with which it registered.
      const modules = registryOfDevice(assignedHub, deviceId, deviceKey);
      await assert.rejects(modules.getModule(deviceId, 'agent'), { message: 'Not found' });
      const { symmetricKey } = (await modules.addModule({ deviceId, moduleId: 'agent' })).responseBody.authentication;
      await assert.rejects(modules.addModule({ deviceId, moduleId: 'agent' }), { name: 'DeviceAlreadyExistsError' });

      const client = ModuleClient.fromConnectionString(
        `HostName=${assignedHub};DeviceId=${deviceId};ModuleId=agent;SharedAccessKey=${symmetricKey.primaryKey}`, over);
      await client.open();
      await client.sendEvent(new Message('{"temperature":21.5}'));
      const twin = await client.getTwin();
      const heard = listen(twin, 'properties.desired');
      await heard();
      await report(twin, { temperature: { unit: 'C', precision: 2 }, obsolete: true });
      await report(twin, { temperature: { precision: null }, obsolete: null });
      const seen = (await registryOfOwner(emulator).getModuleTwin(deviceId, 'agent')).responseBody;
      assert.deepStrictEqual(values(seen.properties.reported), { temperature: { unit: 'C' } });
      await seen.update({ properties: { desired: { interval: 30 } } });
      assert.strictEqual((await heard()).interval, 30);

      client.onMethod('reboot', (request, response) => response.send(202, { delay: request.payload.delay }));
      await report(twin, { ready: true });
      const service = ServiceClient.fromConnectionString(emulator.owner);
      const { result } = await service.invokeDeviceMethod(deviceId, 'agent', { methodName: 'reboot', payload: { delay: 3 }, responseTimeoutInSeconds: 20 });
      assert.deepStrictEqual([result.status, result.payload], [202, { delay: 3 }]);
      await client.close();
    });
  }
}
