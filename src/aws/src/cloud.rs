//! One account in one region: the clients, and what deletions do with data.

use aws_config::SdkConfig;

/// What [`engine::Resource`]s of this crate act on.
pub struct Aws {
    pub(crate) ec2: aws_sdk_ec2::Client,
    pub(crate) elasticache: aws_sdk_elasticache::Client,
    pub(crate) iam: aws_sdk_iam::Client,
    pub(crate) kms: aws_sdk_kms::Client,
    pub(crate) logs: aws_sdk_cloudwatchlogs::Client,
    pub(crate) quotas: aws_sdk_servicequotas::Client,
    pub(crate) rds: aws_sdk_rds::Client,
    pub(crate) s3: aws_sdk_s3::Client,
    pub(crate) secrets: aws_sdk_secretsmanager::Client,
    pub(crate) wafv2: aws_sdk_wafv2::Client,
    pub(crate) farewell: Farewell,
}

/// What `down` leaves of the data, beside what each resource was configured with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Farewell {
    #[default]
    AsConfigured,
    /// A final snapshot of the database and a recovery window for secrets, whatever was configured.
    KeepData,
    /// No final snapshot, whatever was configured.
    NoFinalSnapshot,
}

impl Aws {
    pub(crate) fn new(config: &SdkConfig) -> Self {
        // Emulators have one host name, in which a bucket's name has no room.
        let s3 = aws_sdk_s3::config::Builder::from(config)
            .force_path_style(config.endpoint_url().is_some())
            .build();
        Self {
            ec2: aws_sdk_ec2::Client::new(config),
            elasticache: aws_sdk_elasticache::Client::new(config),
            iam: aws_sdk_iam::Client::new(config),
            kms: aws_sdk_kms::Client::new(config),
            logs: aws_sdk_cloudwatchlogs::Client::new(config),
            quotas: aws_sdk_servicequotas::Client::new(config),
            rds: aws_sdk_rds::Client::new(config),
            s3: aws_sdk_s3::Client::from_conf(s3),
            secrets: aws_sdk_secretsmanager::Client::new(config),
            wafv2: aws_sdk_wafv2::Client::new(config),
            farewell: Farewell::default(),
        }
    }

    #[must_use]
    pub fn with_farewell(mut self, farewell: Farewell) -> Self {
        self.farewell = farewell;
        self
    }
}
