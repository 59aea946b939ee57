var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","Up","ADSL_2plus","Interleaved","1024","17312","0","0","4294967295","18944","4294967295","","187","341","121","189","Unknown Mode"),null);
var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime","3","41","4294967295","","903311","2204","0","0","4294967295","0","0","0"),null);
var DslUpTime = "5404";
var time = 0;