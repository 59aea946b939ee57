var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","EstablishingLink","","","9421","51870","0","0","9688","53164","0","0","0","0","0","0","Unknown Mode"),null);
var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime","0","0","0","0","0","0","0","0","0","0","0","0"),null);
var DslUpTime = "0";
var time = 0;