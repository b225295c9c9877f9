import { type Instant, later } from '../../shared/domain/day.ts';
import type { CompanyId } from '../../shared/domain/document.ts';
import type { FactoringExport } from '../../shared/domain/export.ts';
import { FileMissing } from '../../shared/ports/files.ts';
import { finishExport } from './finish-export.ts';
import { type Building, type BuildPorts, budgetMs, held, Overtaken, released, save } from './ports.ts';
import { again, begin, moved, tooOften } from './reading.ts';
import { writeRows } from './write-rows.ts';

/** Claims in a row without a part in between, before a person is told. */
const maxClaims = 8;

/** Takes the export in hand; null when it is finished or in somebody else's. */
const claim = async (company: CompanyId, id: string, ports: BuildPorts): Promise<FactoringExport | null> => {
	const each = await ports.exports.export(company, id);
	const now = ports.clock.now();
	if (each?.state !== 'building' || (each.lease !== null && each.lease > now)) return null;
	if (each.claims >= maxClaims) return tooOften(each, ports);
	return save({ ...each, claims: each.claims + 1, ...held(now) }, ports);
};

const isReading = (each: FactoringExport): each is Building => each.reading !== null;

/** One stretch of work; what comes back is saved. @throws FileMissing */
const stretch = async (each: Building, until: Instant, ports: BuildPorts): Promise<FactoringExport> => {
	if (each.reading.ended) return finishExport(each, ports);
	const why = each.reading.parts > 0 ? await moved(each, ports) : null;
	if (why !== null) return again(each, why, ports);
	const written = await writeRows(each, until, ports);
	if ('again' in written) return again(written.of, written.again, ports);
	return 'ended' in written ? written.ended : written.unfinished;
};

const goOn = async (each: FactoringExport, until: Instant, ports: BuildPorts): Promise<FactoringExport> => {
	if (!isReading(each)) return begin(each, ports);
	try {
		return await stretch(each, until, ports);
	} catch (error) {
		if (error instanceof FileMissing) return again(each, 'a file was gone before it was finished', ports);
		throw error;
	}
};

const work = async (company: CompanyId, id: string, ports: BuildPorts): Promise<void> => {
	let each = await claim(company, id, ports);
	const until = later(ports.clock.now(), budgetMs);
	while (each?.state === 'building' && each.lease !== null) {
		if (ports.clock.now() > until) {
			await save({ ...each, ...released(ports.clock.now()) }, ports);
			await ports.queues.send({ type: 'factoring.build', company, export: id });
			return;
		}
		each = await goOn(each, until, ports);
	}
};

/**
 * Builds an export, or goes on with it; a message too many does nothing. Ends with the export ready or failed, handed over to the next message when time
 * is up, or waiting for the sweeper while the books do not stand still.
 */
export const buildExport = async (company: CompanyId, id: string, ports: BuildPorts): Promise<void> => {
	try {
		await work(company, id, ports);
	} catch (error) {
		// Whoever overtook us does the rest.
		if (!(error instanceof Overtaken)) throw error;
	}
};
