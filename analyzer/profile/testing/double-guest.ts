/** The guest's bundle with the double of the VM in it (built by the tests). */
import { startGuestThread } from '../child/guest-thread';
import { runDouble } from './double-vm';

void startGuestThread(() => runDouble);
