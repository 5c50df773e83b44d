'use strict';

const assert = require('node:assert');
const { after, before, test } = require('node:test');
const { promisify } = require('node:util');
const { ProvisioningServiceClient } = require('azure-iot-provisioning-service');
const { Emulator } = require('./emulator');
const { provision, withKey, randomKey, derivedKey } = require('./clients');

let emulator;
let service;

before(async () => {
  emulator = await Emulator.start('127.0.1.3');
  service = ProvisioningServiceClient.fromConnectionString(emulator.provisioningOwner);
});
after(() => emulator.stop());

const symmetricKey = () => ({ type: 'symmetricKey', symmetricKey: { primaryKey: randomKey(), secondaryKey: randomKey() } });

const all = async (query) => {
  const found = [];
  do {
    found.push(...(await query.next()).responseBody);
  } while (query.hasMoreResults);
  return found;
};

test('an individual enrolment is made, read, changed with its etag, listed and deleted', async () => {
  const attestation = symmetricKey();
  const created = (await service.createOrUpdateIndividualEnrollment({ registrationId: 'a', attestation, provisioningStatus: 'enabled' })).responseBody;
  assert.ok(created.etag);
  const read = (await service.getIndividualEnrollment('a')).responseBody;
  assert.deepStrictEqual([read.registrationId, read.provisioningStatus, read.etag], ['a', 'enabled', created.etag]);
  const mechanism = (await service.getIndividualEnrollmentAttestationMechanism('a')).responseBody;
  assert.strictEqual(mechanism.symmetricKey.primaryKey, attestation.symmetricKey.primaryKey);

  const changed = (await service.createOrUpdateIndividualEnrollment({ ...read, attestation, provisioningStatus: 'disabled' })).responseBody;
  assert.notStrictEqual(changed.etag, created.etag);
  await assert.rejects(service.createOrUpdateIndividualEnrollment({ ...read, attestation }), 'a stale etag');
  const listed = await all(service.createIndividualEnrollmentQuery({ query: 'SELECT * FROM enrollments' }, 10));
  assert.deepStrictEqual(listed.map((enrollment) => enrollment.registrationId), ['a', 'quickstart']);

  await service.deleteIndividualEnrollment('a', changed.etag);
  await assert.rejects(service.getIndividualEnrollment('a'), { message: 'Not found' });
});

test('an enrolment group is made, read, listed with the devices it registered, and deleted', async () => {
  const attestation = symmetricKey();
  await service.createOrUpdateEnrollmentGroup({ enrollmentGroupId: 'g', attestation, provisioningStatus: 'enabled' });
  await provision(emulator.host, withKey('of-g', derivedKey(attestation.symmetricKey.primaryKey, 'of-g')));

  const state = (await service.getDeviceRegistrationState('of-g')).responseBody;
  assert.deepStrictEqual([state.registrationId, state.deviceId, state.assignedHub, state.status], ['of-g', 'of-g', emulator.host, 'assigned']);
  const states = await all(service.createEnrollmentGroupDeviceRegistrationStateQuery({ query: 'SELECT * FROM enrollments' }, 'g', 10));
  assert.deepStrictEqual(states.map((found) => found.registrationId), ['of-g']);
  const groups = await all(service.createEnrollmentGroupQuery({ query: 'SELECT * FROM enrollments' }, 10));
  assert.deepStrictEqual(groups.map((group) => group.enrollmentGroupId), ['g']);

  await service.deleteDeviceRegistrationState('of-g');
  await assert.rejects(service.getDeviceRegistrationState('of-g'), { message: 'Not found' });
  await service.deleteEnrollmentGroup('g');
  await assert.rejects(service.getEnrollmentGroup('g'), { message: 'Not found' });
});

test('many enrolments are made in one call', async () => {
  const enrollments = ['b1', 'b2', 'b3'].map((registrationId) => ({ registrationId, attestation: symmetricKey(), provisioningStatus: 'enabled' }));
  // The SDK settles the promise of this call only when it is given a callback.
  const result = await promisify(service.runBulkEnrollmentOperation.bind(service))({ mode: 'create', enrollments });
  assert.strictEqual(result.isSuccessful, true);
  assert.strictEqual((await service.getIndividualEnrollment('b2')).responseBody.registrationId, 'b2');
});

test('a wrong key is refused', async () => {
  const stranger = ProvisioningServiceClient.fromConnectionString(`HostName=${emulator.host};SharedAccessKeyName=provisioningserviceowner;SharedAccessKey=${randomKey()}`);
  await assert.rejects(stranger.getIndividualEnrollment('b1'), { name: 'UnauthorizedError' });
});
