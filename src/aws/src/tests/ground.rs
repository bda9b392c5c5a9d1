//! A network for tests of what stands in one, made by hand.

use engine::{Kind, Ref};

use crate::Aws;

pub struct Ground {
    vpc: String,
    subnets: [String; 3],
}

impl Ground {
    pub async fn new(aws: &Aws) -> Self {
        let made = aws.ec2.create_vpc().cidr_block("10.0.0.0/16").send().await.unwrap();
        let vpc = made.vpc().unwrap().vpc_id().unwrap().to_owned();
        let mut subnets = [const { String::new() }; 3];
        for (number, subnet) in subnets.iter_mut().enumerate() {
            let request = aws.ec2.create_subnet().vpc_id(&vpc);
            let request = request.cidr_block(format!("10.0.{}.0/20", 16 * number));
            let zone = ["us-east-1a", "us-east-1b", "us-east-1c"][number];
            let made = request.availability_zone(zone).send().await.unwrap();
            made.subnet().unwrap().subnet_id().unwrap().clone_into(subnet);
        }
        Self { vpc, subnets }
    }

    /// In the first zones.
    pub fn subnets<K: Kind>(&self, zones: usize) -> Vec<Ref<K>> {
        self.subnets[..zones].iter().map(|id| Ref::seen(id.clone())).collect()
    }

    pub async fn security_group<K>(&self, aws: &Aws, name: &str) -> Ref<K> {
        let request = aws.ec2.create_security_group().vpc_id(&self.vpc);
        let made = request.group_name(name).description(name).send().await.unwrap();
        Ref::seen(made.group_id().unwrap())
    }
}
