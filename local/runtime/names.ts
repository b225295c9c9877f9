/** What each resource is called in the emulators. Names follow from the template alone, so a restart finds what it left. */
import type { Resource } from './assembly.ts';
import { type Identity, localAccount, localRegion, type Naming } from './template.ts';

const arn = (service: string, rest: string): string => `arn:aws:${service}:${localRegion}:${localAccount}:${rest}`;
const text = (of: unknown): string | null => (typeof of === 'string' && of ? of : null);

export const queueName = (queue: Resource): string => {
	const fifo = queue.properties.FifoQueue === true || queue.properties.FifoQueue === 'true';
	return text(queue.properties.QueueName) ?? `${queue.logicalId}${fifo ? '.fifo' : ''}`;
};

export const topicArn = (topic: Resource): string => arn('sns', text(topic.properties.TopicName) ?? topic.logicalId);
/** S3 takes no capitals. */
export const bucketName = (bucket: Resource): string => text(bucket.properties.BucketName) ?? bucket.logicalId.toLowerCase();

/** `queuesUrl`: where the queue emulator listens; the SDK calls the host it finds in a queue's URL. `hub`: the origin people see. */
export const naming =
	(places: { readonly queuesUrl: string; readonly hub: string }): Naming =>
	(resource): Identity => {
		const id = resource.logicalId;
		switch (resource.type) {
			case 'AWS::DynamoDB::Table':
			case 'AWS::DynamoDB::GlobalTable': {
				const name = text(resource.properties.TableName) ?? id;
				return { ref: name, attributes: { Arn: arn('dynamodb', `table/${name}`) } };
			}
			case 'AWS::SQS::Queue': {
				const name = queueName(resource);
				const url = `${places.queuesUrl}/${localAccount}/${name}`;
				return { ref: url, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: url } };
			}
			case 'AWS::Lambda::Function':
				return { ref: id, attributes: { Arn: arn('lambda', `function:${id}`) } };
			case 'AWS::KMS::Key':
				return { ref: id, attributes: { Arn: arn('kms', `key/${id}`), KeyId: id } };
			case 'AWS::ApiGatewayV2::Api':
				return { ref: id, attributes: { ApiEndpoint: places.hub, ApiId: id } };
			case 'AWS::SNS::Topic': {
				const topic = topicArn(resource);
				return { ref: topic, attributes: { TopicArn: topic, TopicName: resource.logicalId } };
			}
			case 'AWS::S3::Bucket': {
				const name = bucketName(resource);
				return { ref: name, attributes: { Arn: `arn:aws:s3:::${name}` } };
			}
			case 'AWS::SES::ConfigurationSet':
				return { ref: text(resource.properties.Name) ?? id, attributes: {} };
			case 'AWS::SSM::Parameter':
				return { ref: text(resource.properties.Name) ?? id, attributes: {} };
			default:
				return { ref: id, attributes: {} };
		}
	};
