'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { ProvisioningServiceClient } = require('azure-iot-provisioning-service');
const { Emulator } = require('./emulator');
const { provision, provisioningTransports, withKey, randomKey, derivedKey, token } = require('./clients');

let emulator;
let service;
const unauthorized = { name: 'UnauthorizedError' };
const keys = { primaryKey: randomKey(), secondaryKey: randomKey() };

before(async () => {
  emulator = await Emulator.start('127.0.1.1');
  service = ProvisioningServiceClient.fromConnectionString(emulator.provisioningOwner);
  await service.createOrUpdateIndividualEnrollment({
    registrationId: 'line-4', deviceId: 'press-4', attestation: { type: 'symmetricKey', symmetricKey: keys }, provisioningStatus: 'enabled',
  });
  await service.createOrUpdateIndividualEnrollment({
    registrationId: 'line-5', attestation: { type: 'symmetricKey', symmetricKey: keys }, provisioningStatus: 'disabled',
  });
  await service.createOrUpdateEnrollmentGroup({
    enrollmentGroupId: 'presses', attestation: { type: 'symmetricKey', symmetricKey: keys }, provisioningStatus: 'enabled',
  });
});
after(() => emulator.stop());

for (const [name, transport] of Object.entries(provisioningTransports)) {
  test(`an individual enrolment over ${name} gets its device id, with either key`, async () => {
    for (const key of Object.values(keys)) {
      const result = await provision(emulator.host, withKey('line-4', key), transport);
      assert.deepStrictEqual([result.assignedHub, result.deviceId, result.status], [emulator.host, 'press-4', 'assigned']);
    }
  });

  test(`a device of a group over ${name} proves itself with the derived key`, async () => {
    const registrationId = `press-${name.toLowerCase().replaceAll(' ', '-')}`;
    const result = await provision(emulator.host, withKey(registrationId, derivedKey(keys.primaryKey, registrationId)), transport);
    assert.deepStrictEqual([result.assignedHub, result.deviceId, result.status], [emulator.host, registrationId, 'assigned']);
  });

  test(`a wrong key, an unknown registration, a wrong scope and a disabled enrolment are refused over ${name}`, async () => {
    await assert.rejects(provision(emulator.host, withKey('line-4', randomKey()), transport), unauthorized);
    await assert.rejects(provision(emulator.host, withKey('nobody', randomKey()), transport), unauthorized);
    await assert.rejects(provision(emulator.host, withKey('press-9', derivedKey(keys.primaryKey, 'press-8')), transport), unauthorized);
    await assert.rejects(provision(emulator.host, withKey('line-4', keys.primaryKey), transport, '0ne00FFFFFF'), unauthorized);
    await assert.rejects(provision(emulator.host, withKey('line-5', keys.primaryKey), transport));
  });

  test(`an expired token is refused over ${name}`, async () => {
    const late = withKey('line-4', keys.primaryKey);
    const sign = (expiry) => (scope, callback) => callback(null, token(`${scope}/registrations/line-4`, keys.primaryKey, expiry, 'registration'));
    const now = Math.floor(Date.now() / 1000);
    late.createSharedAccessSignature = sign(now - 900);
    const inTime = withKey('line-4', keys.primaryKey);
    inTime.createSharedAccessSignature = sign(now + 900);

    assert.strictEqual((await provision(emulator.host, inTime, transport)).status, 'assigned');
    await assert.rejects(provision(emulator.host, late, transport), unauthorized);
  });
}
